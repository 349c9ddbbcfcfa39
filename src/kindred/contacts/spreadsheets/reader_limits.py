"""Bounds what a program of this folder can take (workbook_reader.py, card_reader.py), where the system lets it."""

#: Bytes it may take; a sheet of 100,000 rows and 12 columns takes about half.
MOST_MEMORY = 300_000_000
#: Seconds it may think.
MOST_SECONDS = 120
#: Bytes it may write.
MOST_WRITTEN = 1_000_000_000


def limit() -> None:
    """Bound what this process can take."""
    try:
        import resource  # noqa: PLC0415 (Windows has none)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
