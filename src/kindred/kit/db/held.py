"""Holding rows fast while a verb changes what they were found by."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router
from django.db.models.expressions import RawSQL

Rows = TypeVar("Rows", bound=models.QuerySet[Any])

#: Tells apart the sets held at the same time on one connection: a follower of a verb may call another verb.
_tokens = count(1)

_MAKE = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS kit_held "
    "(token bigint NOT NULL, row_id bigint NOT NULL, PRIMARY KEY (token, row_id))"
)


@contextmanager
def held(rows: Rows) -> Iterator[Rows]:
    """Yield a queryset of the very rows that are in `rows` now, each once, whatever is changed about them meanwhile.

    Their ids lie in a temporary table, so that millions cost no memory here. Call it inside a transaction.
    """
    connection = connections[router.db_for_write(rows.model)]
    token = next(_tokens)
    try:
        select, params = rows.order_by().values_list("pk").query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        # Django sees without asking that there are no such rows.
        yield rows.none()
        return
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        # The inner SELECT is what Django compiled; its values travel as parameters.
        fill = f"INSERT INTO kit_held SELECT %s, found.* FROM ({select}) found WHERE true ON CONFLICT DO NOTHING"  # noqa: S608
        cursor.execute(fill, [token, *params])
    everything = type(rows)(rows.model, using=rows.db)
    yield everything.filter(pk__in=RawSQL("SELECT row_id FROM kit_held WHERE token = %s", [token]))
    # Reached when all went well; after a fault the transaction takes the rows back.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_held WHERE token = %s", [token])
