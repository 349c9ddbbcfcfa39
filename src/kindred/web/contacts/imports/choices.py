"""What a person has chosen about an import: what each column is, how its cells are read, what everybody in it gets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext

from kindred.accounts.models import Member
from kindred.contacts.cleaning.own import PLAIN
from kindred.contacts.fields import CUSTOM, FIELDS
from kindred.contacts.models import Import
from kindred.contacts.presets.registry import PRESETS
from kindred.contacts.spreadsheets.lists import ANY, SEPARATORS
from kindred.contacts.spreadsheets.targets import EXTERNAL_ID, FURTHER, OF_COMPANY, OWNER, REPEATABLE, SEVERAL, TARGETS
from kindred.web.contacts.imports.everybody import POLICY_KEYS, Everybody

#: What the target of a column begins with that is to become a field of the workspace's own; then comes its kind.
NEW = "new:"
Groups = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """All that the form of an import says."""

    #: Position of a column, as text → its target; for a new field "new:" and its kind.
    targets: dict[str, str]
    #: Position of a column → the label of the new field it becomes.
    labels: dict[str, str] = field(default_factory=dict)
    #: Position of a column → what stands between the values of its cells.
    separators: dict[str, str] = field(default_factory=dict)
    #: Position of a column → what happens to a value that is here; columns that do as all do are left out.
    policies: dict[str, str] = field(default_factory=dict)
    everybody: Everybody = field(default_factory=Everybody)
    #: The system it was exported from, and under which name the ids of another one are kept.
    preset: str = ""
    system: str = ""

    @classmethod
    def read(cls, form: QueryDict, *, spreadsheet: Import, member: Member) -> Self:
        """Return what a form says; targets that there are not mean that a column is left out."""
        known = {value for _group, targets in groups(spreadsheet) for value, _label in targets}
        positions = [str(position) for position in range(len(spreadsheet.table.headers))]

        def said(name: str) -> dict[str, str]:
            return {position: text for position in positions if (text := form.get(f"{name}-{position}")) is not None}

        preset = form.get("preset", "")
        return cls(
            targets={position: target for position, target in said("column").items() if target in known},
            labels={
                position: form.get(f"new-{position}", spreadsheet.table.headers[int(position)])
                .replace("\x00", "")
                .strip()[:80]
                for position in positions
            },
            separators={position: mark for position, mark in said("separator").items() if mark in SEPARATORS},
            policies={position: policy for position, policy in said("policy").items() if policy in POLICY_KEYS},
            everybody=Everybody.read(form, member=member),
            preset=preset if preset in PRESETS else spreadsheet.preset,
            system=form.get("system", "").replace("\x00", "").strip()[:120],
        )

    def defaults(self, mapping: Mapping[str, str]) -> dict[str, Any]:
        """Return what is the same for everybody, as an import keeps it, with what happens field by field."""
        by_field = {mapping[position]: policy for position, policy in self.policies.items() if mapping.get(position)}
        system = {"system": self.system} if self.system and EXTERNAL_ID in mapping.values() else {}
        return self.everybody.defaults | ({"existing_by_field": by_field} if by_field else {}) | system

    def new_kind(self, position: str) -> str:
        """Return of what kind the new field is that a column becomes; nothing where it becomes none."""
        target = self.targets.get(position, "")
        return target.removeprefix(NEW) if target.startswith(NEW) else ""

    def between(self, position: str) -> str:
        """Return what stands between the values of a column's cells."""
        return self.separators.get(position, ANY)

    def doubled(self) -> set[str]:
        """Return the columns whose target an earlier column has already; words and further addresses may come from several."""
        seen: set[str] = set()
        again = set()
        for position, target in self.targets.items():
            if target in seen and target not in REPEATABLE and not target.startswith(NEW):
                again.add(position)
            seen.add(target)
        return again

    def nameless(self) -> set[str]:
        """Return the columns that are to become a new field without a name."""
        return {position for position in self.targets if self.new_kind(position) and not self.labels.get(position)}


def groups(spreadsheet: Import) -> Groups:
    """Return what a column can be, in groups."""
    own = spreadsheet.workspace.custom_fields.order_by("label")
    new = [(f"{NEW}{kind}", _labelled(kind)) for kind in PLAIN]
    mine = [(f"{CUSTOM}{one.key}", one.label) for one in own]
    plain = [
        *((key, str(one.label)) for key, one in FIELDS.items()),
        (OWNER, gettext("Owner")),
        (EXTERNAL_ID, str(TARGETS[EXTERNAL_ID])),
    ]
    found = [
        (gettext("Fields"), plain),
        (gettext("Several words in a cell"), _targets(SEVERAL)),
        (gettext("Further ways to reach them"), _targets(FURTHER)),
        (gettext("Their company"), _targets(OF_COMPANY)),
        (gettext("Your own fields"), mine),
        (gettext("A new field of your own"), new),
    ]
    return [group for group in found if group[1]]


def has_policy(target: str) -> bool:
    """Whether it can be said of one field alone what happens to a value that is here; words are always added."""
    return target in FIELDS or target == OWNER or target.startswith((CUSTOM, NEW))


def _targets(known: Mapping[str, str | Promise]) -> list[tuple[str, str]]:
    """Return targets with their labels in the reader's language."""
    return [(key, str(label)) for key, label in known.items()]


def _labelled(kind: str) -> str:
    """Say what a new field of a kind would be."""
    said = {
        "text": gettext("New field: text"),
        "number": gettext("New field: number"),
        "date": gettext("New field: date"),
        "yes_no": gettext("New field: yes or no"),
        "url": gettext("New field: link"),
    }
    return said[kind]
