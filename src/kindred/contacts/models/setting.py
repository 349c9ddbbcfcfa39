"""What it means to give a field a value on many contacts at once, and to take that back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import BaseExpression, Combinable
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Member, User, Workspace
from kindred.contacts import fields
from kindred.contacts.cleaning.field import cleaner_of
from kindred.contacts.errors import FieldNotSettable
from kindred.contacts.models.company import Company
from kindred.contacts.models.custom_field import CustomField
from kindred.contacts.terms import BITS, PLACED_BY, READ_FROM
from kindred.kit.db.json_key import AsJSON, FromJSON, JSONKey, JSONKeyIs, JSONPut, JSONRemove, JSONSet, JSONValue

#: The key under which the owner is set, by the id of the user.
OWNER = "owner"

Expression = Combinable | BaseExpression
#: What was kept for the contact that a reference leads to, as JSON.
Remembered = Callable[[OuterRef], BaseExpression]
#: The contact being written, seen from a query within, and from one within that.
_CONTACT, _CONTACT_FURTHER_OUT = OuterRef("pk"), OuterRef(OuterRef("pk"))


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A field given a value: who has it already, what is written, the fact for the timeline, and the way back."""

    value: Any
    label: str | Promise
    already: Q
    #: Who has no value at all.
    blank: Q
    #: What is written; called when it is, for a company of a new name is made then.
    writes: Callable[[], dict[str, Any]]
    event: str
    facts: dict[str, Any]
    #: The value there is before, as JSON; and what is written to have it again, from where that was kept.
    before: Expression
    back: Callable[[Remembered], dict[str, Any]]
    #: Whether other fields are read from this one.
    is_read_from: bool = False
    #: The bit of a field that could have been read from another: who sets it has given it.
    bit: int = 0

    @classmethod
    def of(cls, key: str, value: Any, *, contacts: QuerySet[Any], workspace: Workspace | None = None) -> Self:
        """Return what giving the field this value means for these contacts, all of one workspace.

        Raises FieldNotSettable for a field that many contacts cannot share, or that there is not; BadValue for a
        value it does not take.
        """
        workspace = workspace or _workspace(contacts)
        if key.startswith(fields.CUSTOM):
            return cls._custom(key.removeprefix(fields.CUSTOM), value, workspace=workspace)
        if key == OWNER:
            return cls._owner(value, workspace=workspace)
        if key not in fields.FIELDS or not fields.FIELDS[key].settable:
            raise FieldNotSettable
        if isinstance(value, str):
            value = cleaner_of(key)(value)
        if key == "company_name":
            return cls._company(value, workspace=workspace)
        return cls._plain(key, value, column=contacts.model._meta.get_field(key))

    @classmethod
    def _plain(cls, key: str, value: Any, *, column: Any) -> Self:
        """Set a column."""
        is_stage, bit = key in fields.STAGE_FIELDS, BITS.get(key, 0)

        def back(remembered: Remembered) -> dict[str, Any]:
            was = Cast(FromJSON(remembered(_CONTACT)), column)
            return {key: was if column.null else Coalesce(was, Value("", output_field=column))}

        return cls(
            value=value,
            label=fields.FIELDS[key].label,
            already=Q(**{key: value}),
            blank=Q(**{f"{key}__isnull": True}) if column.null else Q(**{key: ""}),
            writes=lambda: {key: value, **({"derived": F("derived").bitand(~bit)} if bit else {})},
            bit=bit,
            is_read_from=key in READ_FROM or key in PLACED_BY,
            event="stage.reached" if is_stage else "field.changed",
            facts={"ladder" if is_stage else "field": key, "to": value},
            before=AsJSON(F(key)),
            back=back,
        )

    @classmethod
    def _company(cls, name: str, *, workspace: Workspace | None) -> Self:
        """Set the company, which is made if there is none of that name."""

        def writes() -> dict[str, Any]:
            return {"company": Company.objects.named(workspace, name) if workspace and name else None}

        def back(remembered: Remembered) -> dict[str, Any]:
            was = Cast(FromJSON(remembered(_CONTACT_FURTHER_OUT)), Company._meta.pk)
            return {"company": Subquery(Company.objects.filter(pk=was).values("pk")[:1])}

        named = Q(company__name_key=Company.key_of(name), company__isnull=False)
        return cls(
            value=name,
            label=fields.FIELDS["company_name"].label,
            already=named if name else Q(company=None),
            blank=Q(company=None),
            writes=writes,
            event="field.changed",
            facts={"field": "company_name", "to": name},
            before=AsJSON(F("company_id")),
            back=back,
        )

    @classmethod
    def _owner(cls, user_id: int | None, *, workspace: Workspace | None) -> Self:
        """Set the owner, a member of the workspace or nobody."""
        team = Member.objects.filter(workspace=workspace)
        if user_id is not None and not team.filter(user=user_id).exists():
            raise FieldNotSettable(str(_("This person is not a member of the workspace.")))

        def back(remembered: Remembered) -> dict[str, Any]:
            was = Cast(FromJSON(remembered(_CONTACT_FURTHER_OUT)), User._meta.pk)
            return {"owner": Subquery(team.filter(user=was).values("user")[:1])}

        name = str(User.objects.get(pk=user_id)) if user_id else ""
        return cls(
            value=user_id,
            label=_("Owner"),
            already=Q(owner=user_id),
            blank=Q(owner=None),
            writes=lambda: {"owner": user_id},
            event="field.changed",
            facts={"field": OWNER, "label": str(_("Owner")), "to": name},
            before=AsJSON(F("owner_id")),
            back=back,
        )

    @classmethod
    def _custom(cls, key: str, value: Any, *, workspace: Workspace | None) -> Self:
        """Set or take away a value of one of the workspace's own fields."""
        field = CustomField.objects.filter(workspace=workspace, key=key).first()
        if field is None and workspace:
            raise FieldNotSettable
        if field and isinstance(value, str):
            value = field.cleaner(value)
        label = field.label if field else key
        is_blank = value in (None, "", [])
        custom: JSONKey = JSONRemove("custom", key) if is_blank else JSONSet("custom", key, value)
        blank = ~Q(custom__has_key=key)
        return cls(
            value=None if is_blank else value,
            label=label,
            already=blank if is_blank else Q(JSONKeyIs("custom", key, value)),
            blank=blank,
            writes=lambda: {"custom": custom},
            event="field.changed",
            facts={
                "field": f"{fields.CUSTOM}{key}",
                "label": label,
                "to": value,
                "name": field.said(value) if field else str(value),
            },
            before=JSONValue("custom", key),
            back=lambda remembered: {"custom": JSONPut("custom", key, remembered(_CONTACT))},
        )


def _workspace(contacts: QuerySet[Any]) -> Workspace | None:
    """Return the workspace the contacts are of; None when there are no contacts."""
    return Workspace.objects.filter(pk__in=contacts.order_by().values("workspace_id")[:1]).first()
