"""What was said of everybody in a file: kinds, cohorts, sequences, legal basis."""

from collections.abc import Sequence as Words
from datetime import datetime
from typing import Any

from django.utils import timezone

from kindred.accounts.models import Workspace
from kindred.cli.errors import Refused
from kindred.cohorts.models import Cohort
from kindred.contacts.claim import Claim
from kindred.contacts.kinds import Kind, mask_of
from kindred.contacts.purposes import Ground, Purpose
from kindred.kit.clock import utc_now
from kindred.workflows.models import Sequence


def kinds(given: Words[str]) -> int:
    """Return kinds as one number.

    Raises Refused for one that there is not.
    """
    known = [kind.key for kind in Kind]
    for word in given:
        if word.lower() not in known:
            raise Refused(f"There is no kind “{word}”. There are: {', '.join(known)}.")
    return mask_of(word.lower() for word in given)


def cohorts(given: Words[str], workspace: Workspace) -> list[int]:
    """Return cohorts by their names or numbers.

    Raises Refused for one that there is not.
    """
    open_ones = Cohort.objects.of(workspace).exclude(status=Cohort.Status.ARCHIVED)
    return [_one(open_ones, word, what="cohort") for word in given]


def sequences(given: Words[str], workspace: Workspace) -> list[int]:
    """Return sequences at work by their names or numbers.

    Raises Refused for one that there is not.
    """
    at_work = Sequence.objects.filter(
        workspace=workspace,
        status__in=(Sequence.Status.PUBLISHED, Sequence.Status.PAUSED),
        workflow__current__isnull=False,
    )
    return [_one(at_work, word, what="sequence") for word in given]


def basis(*, ground: Ground | None, purpose: Purpose | None, how: str, source: str, until: str) -> dict[str, Any]:
    """Return the legal basis of everybody as an import keeps it; nothing where no ground was given.

    Raises Refused for half a basis, and InvalidBasis for one that cannot be recorded.
    """
    if ground is None:
        if purpose or how or until:
            raise Refused("Say on which ground, too: --basis legitimate_interest, for one.")
        return {}
    if purpose is None:
        raise Refused(f"Say what the data is used for: --purpose with one of {', '.join(Purpose.values)}.")
    ends = None
    if until:
        try:
            ends = timezone.make_aware(datetime.strptime(until, "%Y-%m-%d"))  # noqa: DTZ007 (made aware)
        except ValueError as fault:
            raise Refused(f"“{until}” is no day. Write it as 2027-05-03.") from fault
    claim = Claim(ground=ground.value, purpose=purpose.value, how=how, source=source, expires_at=ends)
    claim.checked(utc_now())
    return claim.as_json()


def _one(rows: Any, word: str, *, what: str) -> int:
    """Return the one of this name or number.

    Raises Refused when there is none, or more than one.
    """
    found = list(rows.filter(name__iexact=word) or (rows.filter(pk=word) if word.isdecimal() else ()))
    if len(found) != 1:
        raise Refused(f"There is no {what} {word}." if not found else f"{len(found)} {what}s are called {word}.")
    return int(found[0].pk)
