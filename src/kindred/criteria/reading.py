"""What criteria look at: which changes can make somebody meet them, or meet them no longer."""

from dataclasses import dataclass

from kindred.contacts.changes import ANYTHING, HAPPENED
from kindred.criteria.condition import Condition
from kindred.criteria.group import Group, Node
from kindred.criteria.happening import Happening


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The facts criteria ask about, named as `contacts.changes` names them, and whether time alone can turn them."""

    facts: frozenset[str] = frozenset()
    drifts: bool = False

    def __or__(self, other: "Reading") -> "Reading":
        return Reading(facts=self.facts | other.facts, drifts=self.drifts or other.drifts)


def reading_of(node: Node) -> Reading:
    """Return what a part of criteria looks at; of what is not known here, everything."""
    match node:
        case Group():
            whole = Reading()
            for part in node.parts:
                whole |= reading_of(part)
            return whole
        case Condition():
            return Reading(
                facts=frozenset({node.subject.key, *node.subject.reads}), drifts=node.operator.takes == "days"
            )
        case Happening():
            return Reading(facts=frozenset({f"{HAPPENED}{node.event}"}), drifts=node.within_days is not None)
        case _:
            return Reading(facts=frozenset({ANYTHING}), drifts=True)
