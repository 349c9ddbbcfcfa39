"""Run a bench: `python -m bench import --database sqlite --size 100000 --json`."""

import argparse
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from django.db import DatabaseError

from bench.harness import report, table, thrown_away
from kindred.kit.errors import KindredError
from tests.cluster import NoServerError

NAMES = sorted(
    path.stem for path in Path(__file__).parent.glob("*.py") if "\ndef run(" in path.read_text(encoding="utf-8")
)


class Parser(argparse.ArgumentParser):
    """Arguments whose faults take one line."""

    def error(self, message: str) -> NoReturn:
        """End with the message alone."""
        sys.exit(f"bench: {message}")


def size(text: str) -> int:
    """Read a size; underscores and commas may group its digits."""
    number = int(text.replace(",", "")) if text.replace(",", "").replace("_", "").isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is no size: it takes a whole number above 0")
    return number


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = Parser(prog="python -m bench", description="Measure the product on a database that is thrown away.")
    parser.add_argument("name", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--size", type=size, help="how many; each bench has its own usual size")
    parser.add_argument("--json", action="store_true", help="print the result once more, as one line of JSON, last")
    asked = parser.parse_args()
    if asked.name not in NAMES:
        parser.error(f"there is no bench called {asked.name}; there are: {', '.join(NAMES)}")
    return asked


def main() -> None:
    """Run the bench that was asked for and print what it found."""
    # An end from outside is an end like any other: the database is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: stopped"))
    asked = arguments()
    try:
        with thrown_away(asked.database):
            bench = import_module(f"bench.{asked.name}")
            count = asked.size or bench.SIZE
            result = bench.run(count)
            print(table(result))
            if asked.json:
                print(report(bench=asked.name, database=asked.database, size=count, result=result))
    except (KindredError, DatabaseError, NoServerError, OSError) as fault:
        sys.exit(f"bench: {' '.join(str(fault).split())}")
    except KeyboardInterrupt:
        sys.exit("bench: stopped")


if __name__ == "__main__":
    main()
