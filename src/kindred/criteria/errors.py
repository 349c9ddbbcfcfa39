"""What can be wrong with criteria."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kindred.kit.errors import KindredError

#: Where in the document ("/all/0/value"), and what is wrong there.
Problem = tuple[str, str]


class InvalidCriteria(KindredError):
    """These criteria cannot be read."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(message for _path, message in self.problems))


class FewOrManyPicked(KindredError):
    """Select more people, or fewer."""

    def __init__(self, fewest: int, most: int) -> None:
        words = _("Select from %(fewest)d to %(most)d people to find what they have in common.")
        super().__init__(words % {"fewest": fewest, "most": most})
