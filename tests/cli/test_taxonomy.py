"""Titles, places and skills through the command."""

import json
import subprocess
import sys


def answers(kind: str, lines: bytes) -> list[dict[str, object]]:
    """Return what the command says to lines on its standard input."""
    asked = [sys.executable, "-c", "from kindred.cli.main import run; run()", "taxonomy", kind]
    done = subprocess.run(asked, input=lines, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_title_gets_one_line_of_json() -> None:
    told = answers("titles", "\ufeffVP, Growth Mktg\r\n\nGeschäftsführer (m/w/d)\n\xff".encode("utf-8") + b"\xfe\n")
    assert [line["title"] for line in told][:3] == ["VP, Growth Mktg", "", "Geschäftsführer (m/w/d)"]
    assert [line["seniority"] for line in told][:3] == ["vp", "", "c_level"]
    assert [set(line) for line in told] == [{"title", "department", "seniority", "why"}] * 4


def test_every_place_gets_one_line_of_json() -> None:
    (told,) = answers("places", "München\n".encode())
    assert (told["place"], told["city"], told["country"], told["timezone"]) == (
        "München",
        "Munich",
        "DE",
        "Europe/Berlin",
    )
    assert told["region"] == "Europe"
    assert told["why"]


def test_every_skill_gets_one_line_of_json() -> None:
    told = answers("skills", b"reactjs\n\nbasket weaving\n")
    assert [line["skill"] for line in told] == ["React", "", "basket weaving"]
    assert [line["family"] for line in told] == ["frontend", "", ""]
    assert [set(line) for line in told] == [{"text", "skill", "family", "why"}] * 3
