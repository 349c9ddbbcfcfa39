"""The beginnings of several querysets in one query: each costs the database little, asking for each a way there and back."""

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router


def slices(sets: Sequence[models.QuerySet[Any, Any]]) -> list[list[tuple[Any, ...]]]:
    """Return the rows of each queryset as the database gives them; they name the same columns by `values_list`."""
    if not sets:
        return []
    connection = connections[router.db_for_read(sets[0].model)]
    parts, params = [], []
    for n, rows in enumerate(sets):
        select, values = rows.query.get_compiler(connection=connection).as_sql()
        # SQL that Django compiled; its values travel as parameters.
        parts.append(f"SELECT {n}, slice_{n}.* FROM ({select}) slice_{n}")  # noqa: S608
        params += values
    found: list[list[tuple[Any, ...]]] = [[] for _rows in sets]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for n, *row in cursor.fetchall():
            found[n].append(tuple(row))
    return found
