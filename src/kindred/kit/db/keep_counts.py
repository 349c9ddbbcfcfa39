"""Counts that the database keeps itself: how many rows there are of each kind is known however many they are.

On SQLite a trigger moves a count by one with each row. On PostgreSQL a statement's changes are summed up and laid beside
the counts there are, those that nobody else is changing at the time being taken up in the sum: so nobody waits for
anybody, and a count is the sum of the rows there are for it. SQLite's triggers go away when a later migration of Django's
remakes the table: such a migration adds `KeepCounts` again at its end.
"""
# ruff: noqa: S608 (the SQL is made of names of our own)

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

#: Events, and by how much the rows before and after them move a count.
_EVENTS = {"INSERT": {"new": 1}, "DELETE": {"old": -1}, "UPDATE": {"old": -1, "new": 1}}


class KeepCounts(Operation):
    """Keep in an unmanaged model how many rows of another have a column that is NULL, by some other columns.

    The unmanaged model has these columns and `number`.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, *, of: str, by: Sequence[str], while_null: str) -> None:
        self.model, self.of, self.by, self.while_null = model, of, list(by), while_null

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: a migration makes the model beside this."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the counts anew from the rows there are."""
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        model = to_state.apps.get_model(app_label, self.model)
        fields = [model._meta.get_field(name) for name in self.by]
        counts = _Counts(
            table=model._meta.db_table,
            counted=to_state.apps.get_model(app_label, self.of)._meta.db_table,
            keys=[str(field.column) for field in fields],
            types=[str(field.db_type(schema_editor.connection)) for field in fields],
            open=self.while_null,
        )
        keep = _on_postgresql if schema_editor.connection.vendor == "postgresql" else _on_sqlite
        for statement in keep(counts):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 (Django's own signature)
    ) -> None:
        """Take the counts away."""
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for event in _EVENTS:
            trigger = f"{table}_{event.lower()}"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {trigger}() CASCADE")
            else:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}")

    def describe(self) -> str:
        """Say it for the list of migrations."""
        return f"Keep counts of {self.of} by {', '.join(self.by)}"


@dataclass(frozen=True, kw_only=True)
class _Counts:
    """The names that the SQL is made of."""

    table: str
    counted: str
    keys: list[str]
    types: list[str]
    #: The column that is NULL in rows that count.
    open: str

    @property
    def names(self) -> str:
        """Return the key columns."""
        return ", ".join(self.keys)

    @property
    def columns(self) -> str:
        """Return the columns of the counts with their types."""
        return ", ".join(f"{key} {kind} NOT NULL" for key, kind in [*zip(self.keys, self.types, strict=True)])

    @property
    def fresh(self) -> str:
        """Return the statement that counts."""
        return f"SELECT {self.names}, count(*) FROM {self.counted} WHERE {self.open} IS NULL GROUP BY {self.names}"

    def of_row(self, row: str) -> str:
        """Return the keys of a row that a trigger sees."""
        return ", ".join(f"{row}.{key}" for key in self.keys)


def _on_sqlite(counts: _Counts) -> list[str]:
    """Return the statements that make the counts on SQLite."""
    table, names = counts.table, counts.names
    made = f"CREATE TABLE {table} ({counts.columns}, number bigint NOT NULL, PRIMARY KEY ({names})) WITHOUT ROWID"
    statements = [made, f"INSERT INTO {table} {counts.fresh}"]
    watched = [*counts.keys, counts.open]
    differs = " OR ".join(f"old.{column} IS NOT new.{column}" for column in watched)
    for event, parts in _EVENTS.items():
        moves = [
            f"INSERT INTO {table} SELECT {counts.of_row(row)}, {step} WHERE {row}.{counts.open} IS NULL"
            f" ON CONFLICT DO UPDATE SET number = number + {step};"
            for row, step in parts.items()
        ]
        is_change = event == "UPDATE"
        when = differs if is_change else f"{next(iter(parts))}.{counts.open} IS NULL"
        watching = f"{event} OF {', '.join(watched)}" if is_change else event
        statements.append(
            f"CREATE TRIGGER {table}_{event.lower()} AFTER {watching} ON {counts.counted} WHEN {when}"
            f" BEGIN {' '.join(moves)} END"
        )
    return statements


def _on_postgresql(counts: _Counts) -> list[str]:
    """Return the statements that make the counts on PostgreSQL."""
    table, names = counts.table, counts.names
    statements = [
        f"CREATE TABLE {table} ({counts.columns}, number bigint NOT NULL)",
        f"CREATE INDEX {table}_key ON {table} ({names})",
        f"INSERT INTO {table} {counts.fresh}",
    ]
    for event, parts in _EVENTS.items():
        changes = " UNION ALL ".join(
            f"SELECT {names}, {step} AS moved FROM {row}_rows WHERE {counts.open} IS NULL"
            for row, step in parts.items()
        )
        body = f"""
            WITH change AS (
                SELECT {names}, sum(moved) AS number FROM ({changes}) row GROUP BY {names} HAVING sum(moved) <> 0
            ), free AS (
                SELECT kept.ctid AS place FROM {table} kept JOIN change USING ({names}) FOR UPDATE OF kept SKIP LOCKED
            ), taken AS (
                DELETE FROM {table} WHERE ctid IN (SELECT place FROM free) RETURNING {names}, number
            )
            INSERT INTO {table} ({names}, number)
            SELECT {names}, sum(number) FROM (SELECT * FROM change UNION ALL SELECT * FROM taken) part
            GROUP BY {names} HAVING sum(number) <> 0;
            RETURN NULL;
        """
        name = f"{table}_{event.lower()}"
        seen = " ".join(f"{row.upper()} TABLE AS {row}_rows" for row in parts)
        happens = f"AFTER {event} ON {counts.counted} REFERENCING {seen}"
        statements += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
            f"CREATE TRIGGER {name} {happens} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]
    return statements
