"""What a column of a spreadsheet can hold: a field, words, further addresses, something about the company."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.contacts.fields import COMPANY_FIELDS, FIELDS
from kindred.contacts.words import WORDS

KINDS, TAGS, SKILLS, OWNER = "kinds", "tags", "skills", "owner"
#: The id a person has in the system the list comes from.
EXTERNAL_ID = "external_id"
#: Several in a cell, each in a word or a few.
SEVERAL: dict[str, str | Promise] = {**{key: words.label for key, words in WORDS.items()}, KINDS: _("Kinds")}
#: Further addresses, numbers and pages; after the colon their type.
FURTHER: dict[str, str | Promise] = {
    "emails": _("Further e-mails"),
    "emails:work": _("Work e-mail"),
    "emails:personal": _("Personal e-mail"),
    "phones": _("Further phones"),
    "phones:work": _("Work phone"),
    "phones:mobile": _("Mobile phone"),
    "phones:home": _("Home phone"),
    "links": _("Further links"),
}
#: About the company, not the person.
OF_COMPANY: dict[str, str | Promise] = {field.key: field.label for field in COMPANY_FIELDS.values()}
#: Every target there is in each workspace.
TARGETS: dict[str, str | Promise] = {
    **{key: field.label for key, field in FIELDS.items()},
    OWNER: _("Owner"),
    **SEVERAL,
    **FURTHER,
    **OF_COMPANY,
    EXTERNAL_ID: _("Id in the other system"),
}
#: Targets that several columns may have.
REPEATABLE = frozenset({*SEVERAL, *FURTHER})
