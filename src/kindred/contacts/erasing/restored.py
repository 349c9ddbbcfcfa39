"""Finding people who were erased and are there again, because a backup was restored."""

from collections.abc import Iterator
from datetime import datetime

from kindred.accounts.models import Workspace
from kindred.contacts.erased_file import erased
from kindred.contacts.models import Contact, ErasedMark, Erasure
from kindred.contacts.models.contact import identities_of
from kindred.contacts.models.erased_mark import hashed

#: People looked at together.
_BATCH = 2_000


def missing_marks(workspace: Workspace) -> set[str]:
    """Return the hashes of people who were erased and of whom this database knows nothing."""
    known = erased(workspace)
    return known - set(ErasedMark.objects.of(workspace).values_list("digest", flat=True)) if known else known


def erase_again(workspace: Workspace, *, now: datetime, via: str) -> Erasure | None:
    """Erase those who came back, and know the others again; None where nobody did."""
    digests = erased(workspace)
    ErasedMark.objects.bulk_create(
        (ErasedMark(workspace=workspace, digest=digest, at=now) for digest in sorted(digests)), ignore_conflicts=True
    )
    back = [pk for pk, hashes in _people(workspace) if not digests.isdisjoint(hashes)] if digests else []
    if not back:
        return None
    people = Contact.objects.filter(pk__in=back)
    return Erasure.objects.start(people, workspace=workspace, reason=Erasure.Reason.RESTORED, via=via, now=now)


def _people(workspace: Workspace) -> Iterator[tuple[int, set[str]]]:
    """Yield everybody in a workspace with the hashes they would be known by."""
    pool = Contact.objects.of(workspace).prefetch_related("points").only("pk", "email", "link").order_by("pk")
    last = 0
    while batch := list(pool.filter(pk__gt=last)[:_BATCH]):
        known = {person.pk: identities_of(person, person.points.all()) for person in batch}
        hashes = hashed({one for identities in known.values() for one in identities}, workspace=workspace)
        yield from ((pk, {hashes[one] for one in identities}) for pk, identities in known.items())
        last = batch[-1].pk
