"""From a document to the text that means the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from kindred.accounts.models import Workspace
from kindred.criteria.group import HOWS
from kindred.criteria.kinds import kinds

#: What stands between the parts of a group.
_JOINED = {"all": " and ", "any": " or "}


def write(document: Mapping[str, Any], *, workspace: Workspace | None = None) -> str:
    """Return criteria, which can be read, as text: read again, it is the same document."""
    how = next((how for how in HOWS if how in document), "all")
    parts = document.get(how, [])
    if not parts:
        said = "everybody"
    elif how != "none" and len(parts) == 1:
        (part,) = parts
        said = _whole(part, how, workspace)
    else:
        said = _group(how, parts, workspace)
    verify = "verify unknown, " if document.get("unknown") == "verify" else ""
    return verify + said + _top(document.get("top"))


def _whole(part: Mapping[str, Any], how: str, workspace: Workspace | None) -> str:
    """Write a group of one part that is the outermost one."""
    if how == "all" and not _how(part):
        return _node(part, workspace)
    return f"{how}({_node(part, workspace)})"


def _group(how: str, parts: Sequence[Mapping[str, Any]], workspace: Workspace | None) -> str:
    """Write a group without brackets around it."""
    if how == "none":
        return _none(parts, workspace)
    if len(parts) == 1:
        return f"{how}({_node(parts[0], workspace)})"
    return _JOINED[how].join(_inner(part, workspace) for part in parts)


def _none(parts: Sequence[Mapping[str, Any]], workspace: Workspace | None) -> str:
    """Write what must not hold."""
    if len(parts) > 1:
        return f"not ({_group('any', parts, workspace)})"
    part = parts[0]
    if _how(part) == "any" and len(part["any"]) > 1:
        # In brackets these would be parts of the group itself.
        return f"none({_node(part, workspace)})"
    return f"not {_inner(part, workspace)}"


def _inner(part: Mapping[str, Any], workspace: Workspace | None) -> str:
    """Write a part among others, in brackets where it would fall apart."""
    how = _how(part)
    said = _node(part, workspace)
    return f"({said})" if how in _JOINED and len(part[how]) > 1 else said


def _node(part: Mapping[str, Any], workspace: Workspace | None) -> str:
    """Write a group or a condition."""
    how = _how(part)
    if how:
        return _group(how, part[how], workspace)
    return next(kind for key, kind in kinds().items() if key in part).write(part, workspace)


def _how(part: Mapping[str, Any]) -> str:
    """Return how a group joins its parts; nothing for a condition."""
    if any(key in part for key in kinds()):
        return ""
    return next(how for how in HOWS if how in part)


def _top(top: Mapping[str, Any] | None) -> str:
    """Write how many are kept."""
    if not top:
        return ""
    start = "lowest " if top.get("from") == "lowest" else ""
    return f" top {top['count']} by {start}{top['by']}"
