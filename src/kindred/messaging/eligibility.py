"""Whether someone may be written to: one pure function for the sender, the simulation and the page that explains."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Basis
from kindred.messaging.addresses import is_valid
from kindred.messaging.models import SendingAccount, Suppression

Key = TypeVar("Key")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the decision rests on."""

    channel: str
    #: An address, or a webhook's URL; empty where the contact has none.
    recipient: str
    #: Why the recipient must not be written to; empty where nothing speaks against it.
    suppressed: str = ""
    #: Why nothing allows to write to the contact; empty where nothing speaks against it.
    without_basis: str = ""
    #: Why the account stands still until a person acts; empty while it may send.
    paused: str = ""
    #: Until when the account rests, and why.
    rests_until: datetime | None = None
    rests_because: str = ""
    #: Until when the account has used up its messages a minute.
    full_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether a message may leave at a moment, and if not, why not and when at the earliest."""

    reasons: tuple[str, ...] = ()
    #: It will not change by itself, so the message is not sent at all.
    final: bool = False
    #: The earliest moment known; None when it is now, never, or up to a person.
    earliest: datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether it may leave."""
        return not self.reasons


def eligibility(facts: Facts, at: datetime) -> Verdict:
    """Decide whether a message may leave at a moment."""
    if final := _final_reasons(facts):
        return Verdict(reasons=final, final=True)
    waits = _waits(facts, at)
    reasons = tuple(reason for reason, _until in waits)
    moments = [until for _reason, until in waits]
    known = [until for until in moments if until]
    # What is up to a person has no moment, and then neither has the whole.
    return Verdict(reasons=reasons, earliest=max(known) if known and len(known) == len(moments) else None)


def facts_of(
    recipients: Mapping[Key, str],
    *,
    contacts: Mapping[Key, int],
    workspace: Workspace,
    channel: str,
    account: SendingAccount | None,
    now: datetime,
) -> dict[Key, Facts]:
    """Gather the facts about many recipients, who are these contacts, in few queries.

    `account` is who would write to them, if anyone.
    """
    against = Basis.objects.against(set(contacts.values()), workspace=workspace, channel=channel, now=now)
    suppressed = Suppression.objects.reasons(filter(None, recipients.values()), workspace=workspace)
    paused = account is not None and account.status == SendingAccount.Status.PAUSED
    why = account.paused_reason if account else ""
    return {
        key: Facts(
            channel=channel,
            recipient=recipient,
            suppressed=suppressed.get(recipient, ""),
            without_basis=against.get(contacts[key], ""),
            paused=(why or _("by a person")) if paused else "",
            rests_until=account.resume_at if account else None,
            rests_because=why,
        )
        for key, recipient in recipients.items()
    }


def _final_reasons(facts: Facts) -> tuple[str, ...]:
    """Return what speaks against writing at all."""
    if not facts.recipient:
        return (_("No e-mail address.") if facts.channel == "email" else _("No address to call."),)
    reasons = [reason for reason in (facts.suppressed, facts.without_basis) if reason]
    if facts.channel == "email" and not is_valid(facts.recipient):
        reasons.append(_("“%s” is not a complete e-mail address.") % facts.recipient)
    return tuple(reasons)


def _waits(facts: Facts, at: datetime) -> list[tuple[str, datetime | None]]:
    """Return what has to be waited for, and until when, where that is known."""
    waits: list[tuple[str, datetime | None]] = []
    if facts.paused:
        waits.append((_("The sending account is paused: %s") % facts.paused, None))
    if facts.rests_until and facts.rests_until > at:
        waits.append((_("The sending account rests: %s") % facts.rests_because, facts.rests_until))
    if facts.full_until and facts.full_until > at:
        waits.append((_("The sending account has reached its messages a minute."), facts.full_until))
    return waits
