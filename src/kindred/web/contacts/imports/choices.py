"""What a person has chosen about an import: what each column is, what everybody in it gets, who is left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindred.contacts.cleaning.own import PLAIN
from kindred.contacts.fields import CUSTOM, FIELDS
from kindred.contacts.kinds import Kind, kinds_in, mask_of
from kindred.contacts.models import Import
from kindred.contacts.spreadsheets.targets import FURTHER, OF_COMPANY, OWNER, REPEATABLE, SEVERAL

#: What the target of a column begins with that is to become a field of the workspace's own; then comes its kind.
NEW = "new:"
Groups = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class Policy:
    """What happens to people who are in the pool already."""

    value: str
    label: str | Promise
    help: str | Promise


POLICIES: Sequence[Policy] = (
    Policy("overwrite", _("Update them"), _("What the file says replaces what is here; empty cells change nothing.")),
    Policy("fill", _("Fill gaps only"), _("What is here stays; only fields without a value are filled.")),
    Policy("skip", _("Leave them alone"), _("Only people who are not here yet are added.")),
)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """All that the form of an import says."""

    #: Position of a column, as text → its target; for a new field "new:" and its kind.
    targets: dict[str, str]
    #: Position of a column → the label of the new field it becomes.
    labels: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    kinds: int = 0
    source: str = ""
    policy: str = "overwrite"

    @classmethod
    def read(cls, form: QueryDict, *, spreadsheet: Import) -> Self:
        """Return what a form says; targets that there are not mean that a column is left out."""
        known = {value for _group, targets in groups(spreadsheet) for value, _label in targets}
        positions = [str(position) for position in range(len(spreadsheet.table.headers))]
        chosen = {position: form.get(f"column-{position}", "") for position in positions}
        kinds = {kind.key for kind in Kind}
        policy = form.get("policy", "")
        return cls(
            targets={position: target for position, target in chosen.items() if target in known},
            labels={
                position: form.get(f"new-{position}", "").replace("\x00", "").strip()[:80] for position in positions
            },
            tags=tuple(dict.fromkeys(tag.strip()[:80] for tag in form.getlist("tag") if tag.strip()))[:20],
            kinds=mask_of(kind for kind in form.getlist("kind") if kind in kinds),
            source=form.get("source", "").replace("\x00", "").strip()[:120],
            policy=policy if policy in {one.value for one in POLICIES} else POLICIES[0].value,
        )

    @property
    def defaults(self) -> dict[str, Any]:
        """The choices that are the same for everybody, as an import keeps them."""
        return {"tags": list(self.tags), "kinds": self.kinds, "source": self.source, "existing": self.policy}

    @property
    def kind_keys(self) -> list[str]:
        """The chosen kinds by key."""
        return [kind.key for kind in kinds_in(self.kinds)]

    def new_kind(self, position: str) -> str:
        """Return of what kind the new field is that a column becomes; nothing where it becomes none."""
        target = self.targets.get(position, "")
        return target.removeprefix(NEW) if target.startswith(NEW) else ""

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
    found = [
        (gettext("Fields"), [*((key, str(one.label)) for key, one in FIELDS.items()), (OWNER, gettext("Owner"))]),
        (gettext("Several words in a cell"), _targets(SEVERAL)),
        (gettext("Further ways to reach them"), _targets(FURTHER)),
        (gettext("Their company"), _targets(OF_COMPANY)),
        (gettext("Your own fields"), mine),
        (gettext("A new field of your own"), new),
    ]
    return [group for group in found if group[1]]


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
