"""The nouns of this room, a file each."""

from kindred.accounts.models.invitation import Invitation
from kindred.accounts.models.member import Member
from kindred.accounts.models.notification import Notification
from kindred.accounts.models.user import User
from kindred.accounts.models.workspace import Workspace
from kindred.accounts.role import Role

__all__ = ["Invitation", "Member", "Notification", "Role", "User", "Workspace"]
