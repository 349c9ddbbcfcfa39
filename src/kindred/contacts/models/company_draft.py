"""Values for one company as somebody entered them, read and ready to be written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.domain import domain, is_free_mail
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.field import cleaner_of
from kindred.contacts.cleaning.text import line_of
from kindred.contacts.errors import InvalidContact
from kindred.contacts.fields import COMPANY, COMPANY_FIELDS

#: The longest name.
MOST = 200


@dataclass(kw_only=True)
class CompanyDraft:
    """What is to be written of a company: only what was entered, cleaned."""

    fields: dict[str, Any] = field(default_factory=dict)
    #: All its domains, the main one first; None: left as they are.
    domains: list[str] | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "CompanyDraft":
        """Read values by attribute, "name" and "domains".

        Raises InvalidContact with what is wrong, field by field.
        """
        draft, problems = cls(), {}
        for key, value in values.items():
            try:
                if key == "domains":
                    draft.domains = _domains(value)
                elif key == "name":
                    draft.fields["name"] = _name(str(value or ""))
                elif key in COMPANY_FIELDS and key != "domain":
                    draft.fields[key] = cleaner_of(f"{COMPANY}{key}")(str(value or ""))
                else:
                    problems[key] = _("There is no such field.")
            except BadValue as fault:
                problems[key] = fault.message
        if problems:
            raise InvalidContact(problems)
        return draft


def _name(written: str) -> str:
    """Read a name.

    Raises BadValue for none.
    """
    name = line_of(MOST)(written)
    if not name:
        raise BadValue(_("Give it a name."))
    return name


def _domains(given: Iterable[str]) -> list[str]:
    """Read domains, none twice.

    Raises BadValue for what is none, and for one at which anybody can have an address.
    """
    read = list(dict.fromkeys(found for one in given if (found := domain(one))))
    for one in read:
        if is_free_mail(one):
            raise BadValue(
                _("Anybody can have an address at %(domain)s, so it cannot stand for a company.") % {"domain": one}
            )
    return read
