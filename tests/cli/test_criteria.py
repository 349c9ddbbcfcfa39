"""`kindred count` and `kindred why`."""

import json
import re
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from kindred.accounts.models import Workspace
from kindred.cli.commands import app
from kindred.contacts.models import Contact
from kindred.kit.errors import KindredError

Pool = Callable[..., list[Contact]]
WHO = "seniority in (vp, director) and country = Germany"


def call(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0
    return result.output


@pytest.fixture
def pool(contacts: Pool) -> list[Contact]:
    contacts(2, seniority="vp", country="DE")
    return [*contacts(3, seniority="vp", country="FR"), *contacts(1, seniority="director", country="DE")]


def test_count_prints_two_numbers_on_a_line(pool: list[Contact], other_workspace: Workspace) -> None:
    assert re.fullmatch(r"3 \d+\.\d\n", call("count", WHO, "-w", "acme"))
    assert call("count", WHO, "-w", "elsewhere").startswith("0 ")
    document = json.dumps({"all": [{"field": "country", "is": "is", "value": "FR"}]})
    assert call("count", document, "-w", "acme").startswith("3 ")
    said = call("count", "--say", "everybody", "-w", "acme").splitlines()
    assert (said[0], said[1].split()[0]) == ("everybody", "6")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("senority = vp", "Character 1: There is no field “senority”. Did you mean “seniority”?"),
        ('{"all": [', "This is no JSON: Expecting value at character 10."),
        ('{"all": [{"field": "x"}]}', "There is no field “x”"),
    ],
)
def test_what_cannot_be_read_is_refused(workspace: Workspace, text: str, message: str) -> None:
    with pytest.raises(KindredError) as refusal:
        call("count", text)
    assert message in refusal.value.message


def test_why_tells_what_holds_and_what_was_seen(pool: list[Contact], other_workspace: Workspace) -> None:
    one = pool[0]
    said = call("why", one.email, WHO, "-w", "acme")
    assert said.splitlines() == [
        "✗ all of these",
        "  ✓ Seniority is one of VP or Director · VP",
        "  ✗ Country is Germany · France",
    ]
    assert call("why", str(one.pk), "city is empty", "-w", "acme").splitlines()[1] == "  ✓ City is empty · nothing"
    with pytest.raises(KindredError, match="no contact"):
        call("why", str(one.pk), WHO, "-w", "elsewhere")
