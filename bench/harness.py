"""What every bench shares: a database that is thrown away, the shape of a result, and the machine it was had on."""

import contextlib
import json
import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from tests.cluster import Cluster


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a bench found: figures of the product and, under the same names, the limits they are held against."""

    figures: Mapping[str, float]
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratios(self) -> dict[str, float]:
        """Return figure by limit, for the names that have both."""
        return {
            name: self.figures[name] / limit for name, limit in self.limits.items() if name in self.figures and limit
        }


@contextlib.contextmanager
def thrown_away(database: str) -> Iterator[None]:
    """Set Django up on a new, migrated database, with the syncs that a real one makes, and remove it at the end."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kindred-bench-", ignore_cleanup_errors=True))
        if database == "postgres":
            url = stack.enter_context(Cluster(durable=True)).url
        else:
            url = f"sqlite:///{folder}/kindred.sqlite3"
        os.environ |= {"KINDRED_DATA": folder, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "kindred.config.settings"}
        django.setup()
        stack.callback(connection.close)
        call_command("migrate", verbosity=0)
        yield


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(*, bench: str, database: str, size: int, result: Result) -> str:
    """Return a result as the one line that tools read."""
    told = {"bench": bench, "database": database, "size": size}
    for name in ("figures", "limits", "ratios"):
        told[name] = {key: float(f"{value:.4g}") for key, value in getattr(result, name).items()}
    return json.dumps(told | {"machine": machine()})


def table(result: Result) -> str:
    """Return a result as people read it."""
    lines = [f"{'':32} {'figure':>14} {'limit':>14} {'ratio':>8}"]
    for name, figure in result.figures.items():
        limit, ratio = result.limits.get(name), result.ratios.get(name)
        lines.append(
            f"{name:32} {figure:14,.4g} {'' if limit is None else f'{limit:,.4g}':>14} {'' if ratio is None else f'{ratio:.2f}':>8}"
        )
    return "\n".join(lines)


def machine() -> str:
    """Return what the figures were had on: processor, cores, memory, versions."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {_server()}"
    )


def _processor() -> str:
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line for line in lines if line.startswith("model name")).partition(": ")[2]
    return platform.processor() or "processor unknown"


def _server() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
