"""The index as migrations make it and take it away."""

from collections.abc import Mapping, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from kindred.kit.db.full_text import on_postgresql, on_sqlite
from kindred.kit.db.full_text.text import Text


class ForgetFullText(Operation):
    """Take away the index of the words of a model.

    A migration of which Django remakes the table on SQLite, or one it refers to, begins with this and ends with
    `KeepFullText`: triggers go away with their table, and those of other tables would hold on to it.
    """

    reduces_to_sql = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: models do not know the index."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 (Django's own signature)
    ) -> None:
        """Take the index away."""
        _forget(from_state.apps.get_model(app_label, self.model)._meta.db_table, schema_editor)

    def describe(self) -> str:
        """Say it for the list of migrations."""
        return f"Forget the words of {self.model}"


class KeepFullText(Operation):
    """Keep an index of the words in some columns of a model, and in columns of what it refers to.

    `along` has the names of references, each with the column that counts there.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, columns: Sequence[str], *, along: Mapping[str, str] | None = None) -> None:
        self.model, self.columns, self.along = model, list(columns), dict(along or {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: models do not know the index."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the index anew from the rows there are."""
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        text = Text.of(to_state.apps.get_model(app_label, self.model), self.columns, self.along)
        keep = on_postgresql.keep if schema_editor.connection.vendor == "postgresql" else on_sqlite.keep
        for statement in keep(text):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 (Django's own signature)
    ) -> None:
        """Take the index away."""
        _forget(from_state.apps.get_model(app_label, self.model)._meta.db_table, schema_editor)

    def describe(self) -> str:
        """Say it for the list of migrations."""
        return f"Keep an index of the words in {', '.join([*self.columns, *self.along])} of {self.model}"


def _forget(table: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index of a table away, if there is one."""
    forget = on_postgresql.forget if schema_editor.connection.vendor == "postgresql" else on_sqlite.forget
    for statement in forget(table, schema_editor.connection):
        schema_editor.execute(statement, params=None)
