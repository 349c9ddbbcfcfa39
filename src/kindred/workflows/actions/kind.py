"""What every kind of action is made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.contacts.models.contact import ContactQuerySet


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One thing a person fills in for an action."""

    key: str
    label: str | Promise
    #: template, text, longtext, tag, field, value, member, url, step, cohort, duration, choice.
    kind: str = "text"
    required: bool = True
    help: str | Promise = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reached:
    """The enrollments an action is performed for: the rows of one part of the engine's batch."""

    #: Rows of the engine's batch, each with `contact`, `enrollment_id` and `entry`.
    rows: QuerySet[Any, Any]
    contacts: ContactQuerySet
    workspace: Workspace
    #: The cohort or sequence, as events say it (`Version.about`).
    about: Mapping[str, Any]
    #: The action's key.
    key: str
    #: Steps entered in this pass and not written yet; added to the entry number of the rows.
    entries: int
    now: datetime

    @property
    def occasion(self) -> Combinable:
        """The one occasion this is, for each row: `enrollment/42/2/welcome`. No second message is made for it."""
        return Concat(
            Value("enrollment/"),
            Cast("enrollment_id", TextField()),
            Value("/"),
            Cast(F("entry") + self.entries, TextField()),
            Value(f"/{self.key}"),
            output_field=TextField(),
        )


Settings = Mapping[str, Any]
#: Setting's key, what is wrong with it.
SettingProblem = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class ActionKind:
    """A kind of action: how it is shown, set up, checked, said aloud and performed."""

    key: str
    label: str | Promise
    #: Name of its icon (lucide).
    icon: str
    settings: tuple[Setting, ...]
    #: Completes the sentence "When a contact reaches the step, …".
    say: Callable[[Settings, Workspace], str]
    #: Does it, in SQL, for thousands at once and inside the engine's transaction: it writes rows, nothing else.
    #: Raises ActionCannotRun when it cannot run as set up; its contacts are then parked with that reason.
    perform: Callable[[Reached, Settings], None]
    #: Finds what is wrong beyond a required setting left empty.
    check: Callable[[Settings, Workspace], Iterable[SettingProblem]] = lambda _settings, _workspace: ()
    #: Whether something leaves for the outside.
    outward: bool = False

    def problems(self, settings: Settings, workspace: Workspace) -> list[SettingProblem]:
        """Return what must be mended before it can run."""
        empty = [
            (setting.key, _("Fill this in."))
            for setting in self.settings
            if setting.required and settings.get(setting.key) in (None, "", {})
        ]
        return empty or list(self.check(settings, workspace))
