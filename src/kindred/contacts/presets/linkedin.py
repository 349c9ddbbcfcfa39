"""LinkedIn: Settings → Get a copy of your data → Connections.csv, which begins with some lines of notes."""

from kindred.contacts.presets.preset import Preset, marks

LINKEDIN = Preset(
    key="linkedin",
    label="LinkedIn",
    marks=marks("First Name|Last Name|Company|Position|Connected On"),
    columns={
        "First Name": "first_name",
        "Last Name": "last_name",
        "URL": "link",
        "Email Address": "email",
        "Company": "company_name",
        "Position": "title",
        "Connected On": "",
    },
    source="LinkedIn",
)
