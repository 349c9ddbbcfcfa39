"""Why a file cannot be read."""

from kindred.kit.errors import KindredError


class UnreadableFile(KindredError):
    """This file cannot be read as a spreadsheet. Save it as CSV or XLSX and try again."""
