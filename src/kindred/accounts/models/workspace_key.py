"""A workspace's own secret, from which the keys for its seals and hashes are derived."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import models

from kindred.kit.secrets import EncryptedTextField, new_token


class WorkspaceKeyQuerySet(models.QuerySet["WorkspaceKey"]):
    """Secrets of workspaces."""

    def draw(self, workspace: int) -> None:
        """Draw the secret of a new workspace, so that every backup holds it."""
        self.create(workspace_id=workspace, secret=new_token())

    def derived(self, workspace: int, purpose: str) -> bytes:
        """Return the workspace's key for a purpose (HKDF, RFC 5869); a missing secret is drawn.

        Raises UnreadableSecret when the encryption key it was stored under is gone.
        """
        kept, _new = self.get_or_create(workspace_id=workspace, defaults={"secret": new_token()})
        info = f"kindred {purpose}".encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(kept.secret.encode())


class WorkspaceKey(models.Model):
    """A workspace's own secret: random, encrypted at rest, and never changed, so that what it sealed can be checked."""

    workspace = models.OneToOneField("accounts.Workspace", models.CASCADE, primary_key=True, related_name="+")
    secret = EncryptedTextField()

    objects = WorkspaceKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"key of {self.workspace_id}"
