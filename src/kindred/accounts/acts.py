"""The register of what is written into the audit trail: acts that need a right, or show data to somebody."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.accounts.errors import UnknownAct


@dataclass(frozen=True, kw_only=True)
class Act:
    """One kind of act, named noun.verb_in_the_past."""

    key: str
    #: The act in a list of choices.
    label: str | Promise
    #: The act read aloud; the names in braces are keys of its facts.
    sentence: str | Promise

    def say(self, facts: Mapping[str, Any]) -> str:
        """Return the act as a sentence; what its facts do not hold is left out."""
        words = defaultdict(str, {key: _spoken(value) for key, value in facts.items()})
        return " ".join(str(self.sentence).format_map(words).split())


def _spoken(value: Any) -> str:
    """Return a fact as it is read aloud."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_spoken(one)}" for key, one in value.items())
    return "" if value is None else str(value)


ACTS: dict[str, Act] = {
    act.key: act
    for act in (
        Act(
            key="contacts.exported",
            label=_("Contacts exported"),
            sentence=_("Exported {count} contacts as {format}: {what}"),
        ),
        Act(
            key="contact.access_exported",
            label=_("Access export"),
            sentence=_("Exported everything that is held on a contact"),
        ),
        Act(
            key="contacts.deleted",
            label=_("Contacts deleted"),
            sentence=_("Deleted {count} contacts, which can be put back for thirty days"),
        ),
        Act(
            key="contacts.put_back",
            label=_("Deleted contacts put back"),
            sentence=_("Put {count} deleted contacts back"),
        ),
        Act(
            key="contacts.erased",
            label=_("Contacts erased"),
            sentence=_("Erased {count} contacts: {reason}"),
        ),
        Act(
            key="erased.readmitted",
            label=_("Erased address readmitted"),
            sentence=_("Let an erased address come back: {reason}"),
        ),
        Act(
            key="suppression.lifted",
            label=_("Suppression lifted"),
            sentence=_("Lifted {count} suppressions: {reason}"),
        ),
        Act(
            key="retention.changed",
            label=_("Retention rule changed"),
            sentence=_("Changed retention rule “{name}”: {changes}"),
        ),
        Act(
            key="retention.removed",
            label=_("Retention rule removed"),
            sentence=_("Removed retention rule “{name}”"),
        ),
        Act(
            key="retention.ran",
            label=_("Retention rule ran"),
            sentence=_("Retention rule “{name}” found {count} contacts: {action}"),
        ),
        Act(
            key="member.invited",
            label=_("Member invited"),
            sentence=_("Invited {email} as {role}"),
        ),
        Act(
            key="member.joined",
            label=_("Member joined"),
            sentence=_("{email} joined as {role}"),
        ),
        Act(
            key="invitation.withdrawn",
            label=_("Invitation withdrawn"),
            sentence=_("Withdrew the invitation of {email}"),
        ),
        Act(
            key="member.role_changed",
            label=_("Role changed"),
            sentence=_("Changed the role of {email} from {before} to {after}"),
        ),
        Act(
            key="member.removed",
            label=_("Member removed"),
            sentence=_("Ended the place of {email} ({role})"),
        ),
        Act(
            key="workspace.changed",
            label=_("Workspace changed"),
            sentence=_("Changed the workspace: {changes}"),
        ),
        Act(
            key="sending_account.added",
            label=_("Sending account added"),
            sentence=_("Added the sending account “{name}”"),
        ),
        Act(
            key="sending_account.changed",
            label=_("Sending account changed"),
            sentence=_("Changed the sending account “{name}”: {changes}"),
        ),
        Act(
            key="sending_account.removed",
            label=_("Sending account removed"),
            sentence=_("Removed the sending account “{name}”"),
        ),
        Act(
            key="audit.exported",
            label=_("Audit trail exported"),
            sentence=_("Exported the audit trail: {count} entries"),
        ),
    )
}


def act_of(key: str) -> Act:
    """Return the act of this name.

    Raises UnknownAct when it is not in the register.
    """
    try:
        return ACTS[key]
    except KeyError as error:
        raise UnknownAct(key) from error


def say(act: str, facts: Mapping[str, Any]) -> str:
    """Return a recorded act as a sentence, also of a kind that a later version may have dropped."""
    return ACTS[act].say(facts) if act in ACTS else act
