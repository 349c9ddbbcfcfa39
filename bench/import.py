"""A spreadsheet into the pool, by the path of a person's upload: every row cleaned, matched and recorded."""

import csv
import resource
import tempfile
import threading
from pathlib import Path

import psutil
from django.core.files.base import File
from django.db import connection, transaction

from bench.harness import Result, seconds
from kindred.accounts.models import User, Workspace
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, Import
from kindred.kit.clock import utc_now
from kindred.kit.db.load import load

SIZE = 100_000
HEADERS = (
    "First Name,Last Name,Email,Phone,Job Title,Company,City,Country,LinkedIn,Tags,Skills,Seniority,Candidate State"
).split(",")


def run(size: int) -> Result:
    """Measure an import of `size` rows, and the same contacts laid in by plain SQL."""
    owner = User.objects.create_user("bench@kindred.example", None, name="Bench")
    workspace = Workspace.objects.open_for(owner=owner, name="Bench")
    with tempfile.NamedTemporaryFile("w+", suffix=".csv", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADERS, *(_row(n) for n in range(size))])
        file.flush()
        with Path(file.name).open("rb") as upload:
            spreadsheet = Import.objects.upload(
                workspace=workspace, file=File(upload), filename="bench.csv", by=owner, now=utc_now()
            )
    peak = _Peak()
    taken = seconds(lambda: _take(spreadsheet))
    peak_mb = peak.stop()
    assert Contact.objects.filter(workspace=workspace).count() == size
    raw = seconds(lambda: _by_sql_alone(Workspace.objects.open_for(owner=owner, name="Raw"), size))
    return Result(figures={"rows_per_s": size / taken, "peak_mb": peak_mb}, limits={"rows_per_s": size / raw})


def _row(n: int) -> list[str]:
    """Return a person as spreadsheets hold them."""
    city, country = (("Berlin", "Germany"), ("Paris", "France"), ("Austin", "USA"), ("Pune", "India"))[n % 4]
    return [
        f"Pat{n % 997}",
        f"Person{n}",
        f"Pat.Person{n}@company{n % 5000}.example",
        f"+49 30 {1000000 + n}",
        ("VP Marketing", "Senior Engineer", "CTO", "Recruiter", "Product Manager")[n % 5],
        f"Company {n % 5000} GmbH",
        city,
        country,
        f"https://www.linkedin.com/in/pat-person-{n}",
        ("fair; 2026", "newsletter", "", "vip")[n % 4],
        ("React, Node.js", "Python", "Unity, C#", "")[n % 4],
        ("VP", "Senior", "C-level", "", "Manager")[n % 5],
        ("passive", "active", "", "engaged")[n % 4],
    ]


def _take(spreadsheet: Import) -> None:
    spreadsheet.start(mapping=spreadsheet.mapping, defaults={}, now=utc_now())
    while work(utc_now(), "bench").done:
        pass
    spreadsheet.refresh_from_db()
    assert (spreadsheet.status, spreadsheet.rejected) == ("done", 0), spreadsheet.error


def _by_sql_alone(workspace: Workspace, size: int) -> None:
    """Write as many contacts with the same columns, cleaning and matching nothing."""
    now = utc_now()
    names = [field.name for field in Contact._meta.local_concrete_fields if field.name != "id"]
    known = {"workspace": workspace.pk, "created_at": now, "updated_at": now, "custom": {}, "kinds": 0, "derived": 0}
    blank = {name: known.get(name, None if Contact._meta.get_field(name).null else "") for name in names}

    def row(n: int) -> tuple[object, ...]:
        first, last, email, phone, title, _company, city, _country, link, *_rest = _row(n)
        own = {"first_name": first, "last_name": last, "name": f"{first} {last}", "email": email, "phone": phone}
        own |= {"name_key": f"{first} {last}".lower(), "email_key": email.lower(), "title": title, "city": city}
        return tuple((blank | own | {"link": link}).values())

    for start in range(0, size, 2_000):
        with transaction.atomic():
            load(Contact, names, (row(n) for n in range(start, min(start + 2_000, size))))
    connection.close()


class _Peak:
    """The most memory this process takes, looked at ten times a second."""

    def __init__(self) -> None:
        self._most, self._over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        process = psutil.Process()
        while not self._over.wait(0.1):
            self._most = max(self._most, process.memory_info().rss / 2**20)

    def stop(self) -> float:
        """Return the most, in MiB."""
        self._over.set()
        self._thread.join()
        return max(self._most, 0.0) or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
