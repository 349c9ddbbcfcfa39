"""The nouns of this room, a file each."""

from kindred.accounts.models.audit_entry import AuditEntry, AuditTrail
from kindred.accounts.models.invitation import Invitation
from kindred.accounts.models.member import Member
from kindred.accounts.models.notification import Notification
from kindred.accounts.models.user import User
from kindred.accounts.models.workspace import Workspace
from kindred.accounts.models.workspace_key import WorkspaceKey
from kindred.accounts.role import Role

__all__ = [
    "AuditEntry",
    "AuditTrail",
    "Invitation",
    "Member",
    "Notification",
    "Role",
    "User",
    "Workspace",
    "WorkspaceKey",
]
