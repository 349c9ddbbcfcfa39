"""A part of a document that cannot be read."""

from kindred.criteria.errors import Problem


class Misread(ValueError):
    """A part of the document that cannot be read; the parts beside it still can."""

    def __init__(self, path: str, message: str) -> None:
        self.problem: Problem = (path, message)
        super().__init__(message)
