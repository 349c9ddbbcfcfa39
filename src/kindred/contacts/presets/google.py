"""Google Contacts: the CSV of today, and that of before 2024."""

from kindred.contacts.presets.preset import Preset, marks

_NUMBERED = range(1, 6)

GOOGLE = Preset(
    key="google",
    label="Google Contacts",
    marks=marks(
        "E-mail 1 - Label|E-mail 1 - Value",
        "E-mail 1 - Type|E-mail 1 - Value",
        "Given Name|Family Name|Group Membership",
        "First Name|Last Name|Phonetic First Name|Organization Name|Labels",
    ),
    columns={
        "Name": "name",
        "First Name": "first_name",
        "Given Name": "first_name",
        "Last Name": "last_name",
        "Family Name": "last_name",
        "Middle Name": "",
        "Additional Name": "",
        "Name Prefix": "",
        "Name Suffix": "",
        "Nickname": "",
        "Organization Name": "company_name",
        "Organization 1 - Name": "company_name",
        "Organization Title": "title",
        "Organization 1 - Title": "title",
        "Organization Department": "",
        "Organization 1 - Department": "",
        "Labels": "tags",
        "Group Membership": "tags",
        "Location": "",
        "Occupation": "",
        "Notes": "",
        "Birthday": "",
        **{f"E-mail {n} - Value": "email" for n in _NUMBERED},
        **{f"E-mail {n} - {word}": "" for n in _NUMBERED for word in ("Type", "Label")},
        **{f"Phone {n} - Value": "phone" for n in _NUMBERED},
        **{f"Phone {n} - {word}": "" for n in _NUMBERED for word in ("Type", "Label")},
        **{f"Website {n} - Value": "link" for n in _NUMBERED},
        **{f"Website {n} - {word}": "" for n in _NUMBERED for word in ("Type", "Label")},
        "Address 1 - Formatted": "location",
        "Address 1 - City": "city",
        "Address 1 - Region": "state",
        "Address 1 - Country": "country",
    },
    source="Google Contacts",
    noise=frozenset({"mycontacts", "starred"}),
)
