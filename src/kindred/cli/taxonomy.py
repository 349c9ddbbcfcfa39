"""`kindred taxonomy`: titles, places and skills as lines in, what they stand for out; and a whole pool read anew."""

import json
import sys
from collections.abc import Callable, Iterator

import typer

from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import say
from kindred.cli.progress import progress
from kindred.cli.server.ready import check_migrated
from kindred.contacts.models import Contact, Skill
from kindred.kit.clock import utc_now
from kindred.taxonomy import places as known_places
from kindred.taxonomy import skills as known_skills
from kindred.taxonomy import titles as known_titles

taxonomy = typer.Typer(
    help="What job titles, places and skills stand for: lines from standard input, answered as JSON; or a whole pool.",
    no_args_is_help=True,
)


@taxonomy.command()
def titles() -> None:
    """Print the department and seniority of each title, and why."""
    _each_line(_title)


@taxonomy.command()
def places() -> None:
    """Print the city, country, region and time zone of each place, and why."""
    _each_line(_place)


@taxonomy.command()
def skills() -> None:
    """Print the one name of each skill and its family, and why."""
    _each_line(_skill)


@taxonomy.command()
def apply(workspace: WorkspaceOption = None) -> None:
    """Read the titles, places and skills of all contacts of a workspace anew; what somebody gave stays."""
    check_migrated()
    chosen = chosen_workspace(workspace)
    contacts = Contact.objects.of(chosen)
    with progress("Contacts", total=contacts.count()) as tell:
        changed = contacts.read_terms(at=utc_now(), tell=lambda done: tell(done, None))
    joined = Skill.objects.of(chosen).join_alike()
    say(f"{changed:,} contacts changed, {joined:,} skills joined with the one they are another name for.")


def _title(text: str) -> dict[str, object]:
    reading = known_titles.read(text)
    return {"title": text, "department": reading.department, "seniority": reading.seniority, "why": reading.why}


def _place(text: str) -> dict[str, object]:
    reading = known_places.read(text)
    return {
        "place": text,
        "city": reading.city,
        "state": reading.state,
        "country": reading.country,
        "region": reading.region,
        "regions": reading.regions,
        "timezone": reading.timezone,
        "remote": reading.is_remote,
        "why": reading.why,
    }


def _skill(text: str) -> dict[str, object]:
    reading = known_skills.read(text)
    return {"text": text, "skill": reading.skill, "family": reading.family, "why": reading.why}


def _each_line(read: Callable[[str], dict[str, object]]) -> None:
    """Answer every line at once, an empty one too, so that answers and lines can be laid side by side."""
    out = sys.stdout.buffer
    for line in _lines():
        # As UTF-8 whatever the locale: places have names that no other encoding holds.
        out.write(json.dumps(read(line), ensure_ascii=False).encode() + b"\n")
        out.flush()


def _lines() -> Iterator[str]:
    """Yield the lines of standard input as UTF-8, whatever the locale; letters that are none become signs for it."""
    for number, line in enumerate(sys.stdin.buffer):
        text = line.decode(errors="replace").rstrip("\r\n")
        yield text.removeprefix("\ufeff") if number == 0 else text
