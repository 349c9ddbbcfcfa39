"""UPDATE with values of their own for many rows: one prepared statement for all that change the same columns."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import connections, models, router


def update_rows(model: type[models.Model], rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Write into each row, named by its primary key, the values given for it by field name.

    Nothing else is asked of the rows, so hold them locked when others may change them.
    """
    connection = connections[router.db_for_write(model)]
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, values in rows.items():
        alike[tuple(values)].append(key)
    quote = connection.ops.quote_name
    key_column = quote(model._meta.pk.column or "")
    for names, keys in alike.items():
        fields = [model._meta.get_field(name) for name in names]
        assignments = ", ".join(f"{quote(getattr(field, 'column', ''))} = %s" for field in fields)
        # Quoted names of our own; every value travels as a parameter.
        sql = f"UPDATE {quote(model._meta.db_table)} SET {assignments} WHERE {key_column} = %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(
                sql,
                [
                    [
                        *(
                            _prepared(field, rows[key][name], connection)
                            for field, name in zip(fields, names, strict=True)
                        ),
                        key,
                    ]
                    for key in keys
                ],
            )


def _prepared(field: Any, value: Any, connection: Any) -> Any:
    """Return a value as the database takes it."""
    return field.get_db_prep_save(value, connection)
