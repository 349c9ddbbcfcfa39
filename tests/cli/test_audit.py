"""`kindred audit` and what the doctor says of the trail."""

import json
from datetime import datetime

from typer.testing import CliRunner

from kindred.accounts.models import AuditEntry, User, Workspace
from kindred.cli.commands import app


def call(*arguments: str) -> tuple[int, str]:
    """Call kindred."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_a_whole_trail_is_verified_and_one_with_a_gap_is_not(workspace: Workspace, ada: User, now: datetime) -> None:
    for count in range(3):
        AuditEntry.objects.append("audit.exported", workspace=workspace, now=now, by=ada, facts={"count": count})
    code, said = call("audit", "verify")
    assert (code, "acme: whole. Head: 3:" in said) == (0, True)
    head = said.split("Head: ")[1].strip()
    assert call("audit", "verify", "-w", "acme", "--head", head)[0] == 0
    rows = [json.loads(line) for line in call("audit", "list", "-w", "acme", "--most", "2")[1].splitlines()]
    assert [row["number"] for row in rows] == [2, 3]
    assert "audit trail of acme is whole" in call("doctor")[1]
    AuditEntry.objects.filter(number=2).delete()
    assert call("audit", "verify", "-w", "acme") == (1, "✗ acme, entry 2: An entry is missing.\n")
    code, said = call("doctor")
    assert (code, "entry 2. An entry is missing." in said) == (1, True)


def test_a_head_that_is_none_is_refused(workspace: Workspace) -> None:
    assert call("audit", "verify", "--head", "latest")[0] != 0
