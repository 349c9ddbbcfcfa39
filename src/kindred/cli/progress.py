"""Progress of long work: a bar on a terminal, plain lines when piped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kindred.cli.console import err

#: Told how many things are done so far, and of how many once that is known.
Tell = Callable[[int, int | None], None]


@contextmanager
def progress(label: str, *, total: int | None = None) -> Iterator[Tell]:
    """Show how far a piece of work is. It goes to standard error, so that results can be piped."""
    if err.is_terminal:
        with _bar(label, total) as tell:
            yield tell
    else:
        yield _lines(label, total)


@contextmanager
def _bar(label: str, total: int | None) -> Iterator[Tell]:
    """Draw a bar that goes away when the work is done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(label, total=total)

        def tell(done: int, total: int | None = None) -> None:
            bar.update(task, completed=done, total=total)

        yield tell


def _lines(label: str, total: int | None) -> Tell:
    """Write a line each time a further tenth is done."""
    tenths = -1
    known = total

    def tell(done: int, total: int | None = None) -> None:
        nonlocal tenths, known
        known = total or known
        reached = 10 * done // known if known else done // 10_000
        if reached > tenths:
            tenths = reached
            err.print(f"{label}: {done:,}{f' of {known:,}' if known else ''}", markup=False, soft_wrap=True)

    return tell
