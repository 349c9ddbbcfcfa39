"""What a kind of condition brings along: its document, its text, its reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kindred.accounts.models import Workspace
from kindred.criteria.condition import Condition
from kindred.criteria.cursor import Cursor, Part

#: A part of a document.
Raw = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ConditionKind:
    """One kind of condition: told in a document by a key of its own, and read and written as text."""

    #: The key by which documents tell it: "field", "event".
    key: str
    #: The other keys it may have.
    others: tuple[str, ...] = ()
    #: From a document whose keys have been looked at; raises Misread with a path within it.
    read: Callable[[Raw], Condition] = field(repr=False)
    #: From text, where the cursor stands at the beginning of one; None where it does not.
    read_text: Callable[[Cursor], Part | None] = field(repr=False)
    #: As text; with a workspace, what has a name there may be called by it.
    write: Callable[[Raw, Workspace | None], str] = field(repr=False)
