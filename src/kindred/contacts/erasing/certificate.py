"""What an erasure says of itself afterwards: when, why, by whom and how much; nobody's name stands in it."""

from collections import Counter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kindred.contacts.models import Erasure

#: What is counted, in the words of people who read a certificate.
_WORDS: tuple[tuple[tuple[str, ...], str | Promise], ...] = (
    (("Contact",), _lazy("People: emptied, and taken out of the workspace")),
    (("ContactPoint",), _lazy("Further addresses, numbers and pages: deleted")),
    (
        ("ContactTag", "ContactSkill", "ContactCommunity", "ContactTopic"),
        _lazy("Tags, skills and other words: taken off"),
    ),
    (("Event",), _lazy("Entries of timelines: emptied, kept as kind and time")),
    (("Message",), _lazy("Messages: address and words emptied, kept as state and times")),
    (("Note", "Task"), _lazy("Notes and tasks: deleted")),
    (("Basis", "Evidence"), _lazy("Rows of the consent ledger, and what showed them: deleted")),
    (("Membership", "Pin", "Recheck"), _lazy("Stays in cohorts: ended; pins: deleted")),
    (("Enrollment", "MovedCard", "WaitingEvent"), _lazy("Places in workflows: ended")),
    (("Suppression",), _lazy("Suppressed addresses: kept as keyed hashes")),
    (("RejectedRow", "RemovedRow"), _lazy("Rows kept of imports and of deleted contacts: deleted")),
    (("File",), _lazy("Files of imports and exports: deleted")),
    (("Notification",), _lazy("News to members: deleted")),
)


def lines(erasure: Erasure) -> list[tuple[str, int]]:
    """Return what was removed, in words, with how much of it."""
    left = Counter(erasure.counts)
    told = [(str(words), sum(left.pop(key, 0) for key in keys)) for keys, words in _WORDS]
    return [*((words, count) for words, count in told if count), *([(_("Other rows"), left.total())] if left else [])]


def certificate(erasure: Erasure) -> dict[str, Any]:
    """Return the certificate for machines."""
    return {
        "format": 1,
        "certificate": erasure.pk,
        "workspace": erasure.workspace.name,
        "reason": erasure.reason,
        "note": erasure.note,
        "requested_at": erasure.requested_at.isoformat(),
        "finished_at": erasure.finished_at and erasure.finished_at.isoformat(),
        "requested_by": str(erasure.by or erasure.via),
        "people": erasure.done,
        "counts": erasure.counts,
        "kept": [
            "keyed hashes of addresses and profile links, so that they are not taken again",
            "empty rows with kinds and times, so that reports do not change",
            "backups made before, until they are deleted; restored ones are erased again by `kindred erase-again`",
        ],
    }
