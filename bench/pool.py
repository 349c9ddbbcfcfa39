"""A pool of contacts to measure on, laid in by plain SQL: how it comes about is not what is measured."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now

BATCH = 50_000


def workspace_with(contacts: int) -> Workspace:
    """Return a new workspace with this many contacts."""
    owner = User.objects.create_user("bench@kindred.example", None, name="Bench")
    workspace = Workspace.objects.open_for(owner=owner, name="Bench")
    given = {"workspace_id": workspace.pk, "created_at": utc_now(), "updated_at": utc_now(), "custom": "{}"}
    blank = [
        field
        for field in Contact._meta.local_concrete_fields
        if field.name != "id" and field.column not in given and not field.null
    ]
    columns = [*given, *(field.column for field in blank), "email_key"]
    marks = ", ".join(["%s"] * len(columns))
    quoted = ", ".join(connection.ops.quote_name(column or "") for column in columns)
    sql = f"INSERT INTO contacts_contact ({quoted}) VALUES ({marks})"
    titles = ("CTO", "VP Marketing", "Developer", "Designer", "Director of Sales", "Recruiter", "Engineer")

    def row(n: int) -> tuple[object, ...]:
        known = {
            "first_name": "Pat",
            "last_name": f"Person{n}",
            "name": f"Pat Person{n}",
            "name_key": f"pat person{n}",
            "email": f"pat{n}@pool.example",
            "title": titles[n % 7],
            "country": ("DE", "FR", "US", "GB", "IN")[n % 5],
            "candidate_state": "passive",
            "kinds": 1,
            "derived": 0,
        }
        return (*given.values(), *(known.get(field.name, "") for field in blank), f"pat{n}@pool.example")

    rows: Iterator[Any] = (row(n) for n in range(contacts))
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            with transaction.atomic():
                cursor.executemany(sql, batch)
        cursor.execute("ANALYZE")
    return workspace
