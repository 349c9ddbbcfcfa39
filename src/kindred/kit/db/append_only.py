"""Tables whose rows never change: the database itself refuses to rewrite what was once written down.

Rows can still be deleted, with the person or the workspace they are about.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_FUNCTION = """
CREATE OR REPLACE FUNCTION kit_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


class KeepAppendOnly(Operation):
    """Refuse to change these columns of a row that was written.

    On SQLite a later migration of Django's that remakes the table drops the trigger: it adds this again at its end.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, columns: Sequence[str]) -> None:
        self.model, self.columns = model, list(columns)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: models do not know the trigger."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the trigger, anew where there is one."""
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        event = f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OF {', '.join(self.columns)} ON {table}"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_FUNCTION, params=None)
            schema_editor.execute(f"{event} FOR EACH ROW EXECUTE FUNCTION kit_refuse_rewriting()")
        else:
            schema_editor.execute(f"{event} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 (Django's own signature)
    ) -> None:
        """Take the trigger away."""
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        on_table = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only{on_table}")

    def describe(self) -> str:
        """Say it for the list of migrations."""
        return f"Refuse to rewrite {', '.join(self.columns)} of {self.model}"
