"""Cards (.vcf) of an address book, turned into columns by spreadsheets/card_reader.py."""

from kindred.contacts.presets.preset import Preset, marks

VCARD = Preset(
    key="vcard",
    label="vCard",
    # Recognised by what the file is, not by its headers.
    marks=marks("BEGIN:VCARD"),
    columns={
        "Full name": "name",
        "First name": "first_name",
        "Last name": "last_name",
        "Prefix": "prefix",
        "Suffix": "suffix",
        "Nickname": "preferred_name",
        "E-mail": "email",
        "Phone": "phone",
        "Job title": "title",
        "Role": "",
        "Company": "company_name",
        "City": "city",
        "State": "state",
        "Country": "country",
        "Link": "link",
        "Social profile": "link",
        "Categories": "tags",
        "Language": "language",
        "Time zone": "timezone",
        "Birthday": "",
        "Note": "",
        "UID": "external_id",
    },
)
