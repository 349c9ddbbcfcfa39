"""What can be wrong with criteria."""

from collections.abc import Sequence

from kindred.kit.errors import KindredError

#: Where in the document ("/all/0/value"), and what is wrong there.
Problem = tuple[str, str]


class InvalidCriteria(KindredError):
    """These criteria cannot be read."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(message for _path, message in self.problems))
