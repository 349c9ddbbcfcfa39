"""What can be refused to the people of a workspace."""

from kindred.kit.errors import KindredError


class LastOwner(KindredError):
    """A workspace needs an owner. Make somebody else an owner first."""


class NotAllowed(KindredError):
    """Your role does not allow this. Ask an owner of the workspace."""


class AlreadyMember(KindredError):
    """This person is a member of the workspace already."""


class InvitationClosed(KindredError):
    """This invitation has been used, withdrawn or is more than seven days old. Ask for a new one."""


class InvitationForSomeoneElse(KindredError):
    """This invitation was sent to another address. Log in with that address, or ask for an invitation to yours."""


class UnknownAct(KindredError):
    """This act is not in the register (accounts/acts.py)."""
