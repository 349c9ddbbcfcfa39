"""What a workflow refuses."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from kindred.kit.errors import KindredError

#: Where in the document ("steps", 0, "actions", 1, "settings", "url"), and what is wrong there.
Problem = tuple[tuple[str | int, ...], str]


class InvalidDefinition(KindredError):
    """The workflow has problems that need mending before it can be published."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{'.'.join(map(str, path))}: {text}" for path, text in self.problems))


class NoSuchStep(KindredError):
    """The workflow has no such step. Reload the page to see its present steps."""


class NotPublished(KindredError):
    """Publish the workflow first; then contacts can enter it."""


class PeopleOnRemovedSteps(KindredError):
    """Contacts stand on a step that goes away. Say where they should go."""

    def __init__(self, people: Mapping[str, int]) -> None:
        #: Step key → how many stand there.
        self.people = dict(people)
        super().__init__(_("Contacts stand on a step that goes away. Say where they should go."))


class ActionCannotRun(KindredError):
    """The action cannot run as it is set up."""
