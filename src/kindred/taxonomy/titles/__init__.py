"""Job titles as people write them, read as department and seniority."""

from kindred.taxonomy.titles.title import TitleReading, read

__all__ = ["TitleReading", "read"]
