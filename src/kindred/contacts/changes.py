"""What an event says has changed about a contact, in the words criteria ask about it."""

from collections.abc import Mapping
from typing import Any, Final

#: Anything may have changed: the event does not say what.
ANYTHING: Final = "*"
#: Told of the people of a company when something about the company itself has changed; stands on no timeline.
COMPANY_EDITED: Final = "company.edited"
#: How the fact that an event of a kind has happened is named beside the fields.
HAPPENED: Final = "event:"
#: Kinds after which a contact may differ in any way.
_ANYTHING = (
    "contact.created", "contact.imported", "contact.merged", "contact.unmerged", "change.undone", "import.undone",
)  # fmt: skip


def changed_by(kind: str, data: Mapping[str, Any]) -> frozenset[str]:
    """Return what may have changed: keys of fields, "tags", the happening itself, or ANYTHING."""
    changed = {f"{HAPPENED}{kind}", "updated_at"}
    if kind in _ANYTHING:
        changed.add(ANYTHING)
    elif kind == "contact.edited":
        # Only what is short enough for the timeline is told field by field.
        told = set(data.get("to", ()))
        changed |= told if len(told) == len(data.get("changes", ())) else {ANYTHING}
    elif kind == COMPANY_EDITED:
        changed |= set(data["fields"])
    elif kind == "message.sent":
        changed.add("last_contacted_at")
    elif kind.startswith("tag."):
        changed.add("tags")
    elif kind.startswith("basis."):
        changed.add("basis")
    changed |= {str(data[key]) for key in ("field", "ladder") if key in data}
    return frozenset(changed)
