"""A word of a workspace, known whatever its case."""

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.errors import EmptyName
from kindred.contacts.keys import folded
from kindred.kit.clock import utc_now

LabelRow = TypeVar("LabelRow", bound="Label", covariant=True)


class LabelQuerySet(models.QuerySet[LabelRow]):
    """Words of a workspace."""

    def named(self, workspace: Workspace, name: str) -> LabelRow:
        """Return the word of this name, in whatever case; make it if there is none.

        Raises EmptyName when the name is empty.
        """
        name = self._shortened(name)
        if not name:
            raise EmptyName
        return self.get_or_create(workspace=workspace, name_key=self.model.key_of(name), defaults={"name": name})[0]

    def ids_by_key(self, workspace: Workspace, names: Iterable[str]) -> dict[str, int]:
        """Return the ids of the words of these names, by `key_of(name)`; make those there are not."""
        wanted: dict[str, str] = {}
        for name in filter(None, map(self._shortened, names)):
            # The first way of writing it is the one that is kept.
            wanted.setdefault(self.model.key_of(name), name)
        ids = self._known(workspace, wanted)
        missing = [
            self.model(workspace=workspace, name=name, name_key=key) for key, name in wanted.items() if key not in ids
        ]
        if missing:
            self.bulk_create(missing, ignore_conflicts=True)
            ids |= self._known(workspace, {label.name_key for label in missing})
        return ids

    def _known(self, workspace: Workspace, keys: Iterable[str]) -> dict[str, int]:
        """Return the ids of the words there are, by key."""
        found = self.filter(workspace=workspace, name_key__in=list(keys))
        return dict(found.values_list("name_key", "pk"))

    def _shortened(self, name: str) -> str:
        """Return a name as it is kept: single spaces, no longer than fits."""
        return " ".join(name.split())[: self.model.MAX_NAME].strip()


class Label(models.Model):
    """A word of a workspace, known whatever its case."""

    MAX_NAME: ClassVar[int] = 80
    #: Some letters fold to several.
    MAX_KEY: ClassVar[int] = 120

    name = models.CharField(_("name"), max_length=MAX_NAME)
    name_key = models.CharField(max_length=MAX_KEY, editable=False)
    created_at = models.DateTimeField(default=utc_now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @classmethod
    def key_of(cls, name: str) -> str:
        """Return the key under which a name is the same as another."""
        return folded(name)[: cls.MAX_KEY]
