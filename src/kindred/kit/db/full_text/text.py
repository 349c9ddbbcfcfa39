"""Where the text of a model's rows stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A column that refers to a row whose words count too."""

    column: str
    table: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """The columns with a row's words, and the references to further ones."""

    table: str
    columns: Sequence[str]
    references: Sequence[Reference]

    @classmethod
    def of(cls, model: type[models.Model], columns: Sequence[str], along: Mapping[str, str]) -> "Text":
        """Return where the text of a model's rows stands; `along` has references and columns of what they refer to."""
        fields: dict[str, Any] = {name: model._meta.get_field(name) for name in along}
        return cls(
            table=model._meta.db_table,
            columns=columns,
            references=[
                Reference(column=field.column, table=field.related_model._meta.db_table, words=along[name])
                for name, field in fields.items()
            ],
        )

    def of_row(self, row: str) -> str:
        """Return the text of a row in SQL."""
        own = [f"coalesce({row}.{column}, '')" for column in self.columns]
        theirs = [
            # Names of our own.
            f"coalesce((SELECT {one.words} FROM {one.table} WHERE id = {row}.{one.column}), '')"  # noqa: S608
            for one in self.references
        ]
        return " || ' ' || ".join([*own, *theirs])

    @property
    def changing(self) -> str:
        """Return the columns with which the text changes."""
        return ", ".join([*self.columns, *(one.column for one in self.references)])
