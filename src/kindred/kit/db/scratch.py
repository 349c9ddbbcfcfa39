"""Scratch tables: rows a transaction works on, private to its connection, read by querysets like any table."""

from django.db import connections, models, router


def emptied_scratch(model: type[models.Model]) -> None:
    """Make the temporary table behind an unmanaged model on this connection, or empty it.

    Faster than ids in an IN list, and the planner sees a table. Call it inside the transaction that fills it.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    columns = ", ".join(
        f"{quote(field.column or '')} {field.db_type(connection)}{' PRIMARY KEY' if field.primary_key else ''}"
        for field in model._meta.local_concrete_fields
    )
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} ({columns})")
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (a quoted name of our own)
