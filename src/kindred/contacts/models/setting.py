"""What it means to give a field a value on many contacts at once."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Q, QuerySet

from kindred.accounts.models import Workspace
from kindred.contacts import fields
from kindred.contacts.cleaning.field import OWN, cleaner_of
from kindred.contacts.errors import FieldNotSettable
from kindred.contacts.models.company import Company
from kindred.contacts.models.custom_field import CustomField
from kindred.kit.db.json_key import JSONKey, JSONKeyIs, JSONRemove, JSONSet


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A field given a value: who has it already, what is written, and the fact for the timeline."""

    already: Q
    update: dict[str, Any]
    event: str
    facts: dict[str, Any]

    @classmethod
    def of(cls, key: str, value: Any, *, contacts: QuerySet[Any]) -> Self:
        """Return what giving the field this value means for these contacts, all of one workspace.

        Raises FieldNotSettable for a field that many contacts cannot share, or that there is not; BadValue for a
        value it does not take.
        """
        if key.startswith(fields.CUSTOM):
            return cls._custom(key.removeprefix(fields.CUSTOM), value, contacts=contacts)
        if key not in fields.FIELDS or not fields.FIELDS[key].settable:
            raise FieldNotSettable
        if isinstance(value, str):
            value = cleaner_of(key)(value)
        if key == "company_name":
            return cls._company(value, contacts=contacts)
        if key in fields.STAGE_FIELDS:
            return cls._plain(key, value, event="stage.reached", facts={"ladder": key, "to": value})
        return cls._plain(key, value, event="field.changed", facts={"field": key, "to": value})

    @classmethod
    def _plain(cls, key: str, value: str, *, event: str, facts: dict[str, Any]) -> Self:
        """Set a column."""
        return cls(already=Q(**{key: value}), update={key: value}, event=event, facts=facts)

    @classmethod
    def _company(cls, name: str, *, contacts: QuerySet[Any]) -> Self:
        """Set the company, which is made if there is none of that name."""
        workspace = _workspace(contacts)
        company = Company.objects.named(workspace, name) if workspace and name else None
        return cls(
            already=Q(company=company),
            update={"company": company},
            event="field.changed",
            facts={"field": "company_name", "to": name},
        )

    @classmethod
    def _custom(cls, key: str, value: Any, *, contacts: QuerySet[Any]) -> Self:
        """Set or take away a value of one of the workspace's own fields."""
        field = CustomField.objects.filter(workspace=_workspace(contacts), key=key).first()
        if field is None and contacts.exists():
            raise FieldNotSettable
        if field and isinstance(value, str):
            value = OWN[field.kind](value)
        facts = {"field": f"{fields.CUSTOM}{key}", "label": field.label if field else key, "to": value}
        custom: JSONKey
        if value in (None, ""):
            already, custom = ~Q(custom__has_key=key), JSONRemove("custom", key)
        else:
            already, custom = Q(JSONKeyIs("custom", key, value)), JSONSet("custom", key, value)
        return cls(already=already, update={"custom": custom}, event="field.changed", facts=facts)


def _workspace(contacts: QuerySet[Any]) -> Workspace | None:
    """Return the workspace the contacts are of; None when there are no contacts."""
    return Workspace.objects.filter(pk__in=contacts.order_by().values("workspace_id")[:1]).first()
