"""What open pages are told of when something happens; named in `config/followers.py`."""

from typing import Any

from kindred.kit.changes import changed


def tell_board(*, data: dict[str, Any], **_fact: Any) -> None:
    """Tell the boards of the cohort or the sequence it is about that they have changed."""
    for noun in ("cohort", "sequence"):
        if data.get(noun):
            changed(f"{noun}/{data[noun]}")
