"""Criteria as the argument of a command: as text, or as a document."""

import json
from typing import Annotated

import typer

from kindred.accounts.models import Workspace
from kindred.cli.errors import Refused
from kindred.criteria.language import Criteria, from_text, parse

CriteriaArgument = Annotated[
    str,
    typer.Argument(metavar="TEXT", help="Criteria, as 'seniority in (vp, director) and not replied', or as JSON."),
]


def read(text: str, workspace: Workspace) -> Criteria:
    """Read criteria.

    Raises InvalidCriteria; Refused when a document is no JSON.
    """
    if not text.lstrip().startswith("{"):
        return parse(from_text(text, workspace=workspace))
    try:
        return parse(json.loads(text))
    except json.JSONDecodeError as fault:
        raise Refused(f"This is no JSON: {fault.msg} at character {fault.pos + 1}.") from fault
