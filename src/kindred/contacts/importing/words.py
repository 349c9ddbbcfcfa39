"""Companies, tags and skills by their names: looked up, or made, once in an import and not once in a batch."""

from collections.abc import Iterable
from typing import Any

from kindred.accounts.models import Workspace
from kindred.kit.db.among import Among

#: Names kept in mind; a file with more different companies looks some of them up again.
_REMEMBERED = 50_000


class Words:
    """The words of one kind in a workspace. Not to be used after a fault: what it made may have been taken back."""

    def __init__(self, words: Any, workspace: Workspace) -> None:
        self._words, self.workspace = words, workspace
        self._ids: dict[str, int] = {}
        self._keys: dict[str, str] = {}
        self._names: dict[int, str] = {}
        #: Those made since it was last asked.
        self._made: list[int] = []

    def learn(self, names: Iterable[str]) -> None:
        """Look these names up, and make those there are not."""
        if len(self._ids) > _REMEMBERED:
            self._ids, self._keys, self._names = {}, {}, {}
        # In their order: the first way of writing a word is the one that is kept.
        unknown = dict.fromkeys(name for name in names if name and name not in self._keys)
        keys = {name: self._words.model.key_of(name) for name in unknown}
        missing = {name: key for name, key in keys.items() if key not in self._ids}
        if missing:
            rows = self._words.filter(Among("name_key", set(missing.values())), workspace=self.workspace)
            there = dict(rows.values_list("name_key", "pk"))
            found = self._words.ids_by_key(self.workspace, [name for name, key in missing.items() if key not in there])
            self._made += [pk for key, pk in found.items() if key not in there]
            self._ids |= there | found
        self._keys |= keys
        for name, key in keys.items():
            self._names.setdefault(self._ids[key], name)

    def id_of(self, name: str) -> int:
        """Return the id of a word that was looked up."""
        return self._ids[self._keys[name]]

    def name_of(self, pk: int) -> str:
        """Return how a word that was looked up is written."""
        return self._names[pk]

    def made(self) -> list[int]:
        """Return the words made since this was last asked."""
        made, self._made = self._made, []
        return made
