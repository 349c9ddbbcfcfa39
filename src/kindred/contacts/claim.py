"""What somebody says about a legal basis: checked once, and then recorded for however many contacts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.text import line
from kindred.contacts.errors import InvalidBasis
from kindred.contacts.purposes import Ground, Purpose, Way

MOST_TOPIC = 80
MOST_TEXT = 200
MOST_WORDING = 10_000


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A basis that was given, or taken back."""

    purpose: str
    #: May be left out where a basis is taken back.
    ground: str = ""
    withdrawn: bool = False
    #: One of purposes.Way; empty for every way.
    channel: str = ""
    #: A topic of its own, such as a newsletter; empty for all.
    topic: str = ""
    #: How it came about: "web form", "on the phone", "import 4".
    how: str = ""
    #: What the person read or heard, or the number of its version.
    wording: str = ""
    #: Where the data came from.
    source: str = ""
    #: When it was said; the moment of recording, where that is not known.
    at: datetime | None = None
    #: When it ends by itself.
    expires_at: datetime | None = None

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        moments = {key: datetime.fromisoformat(kept[key]) for key in ("at", "expires_at") if kept.get(key)}
        return cls(**{**kept, "at": None, "expires_at": None, **moments})

    def as_json(self) -> dict[str, Any]:
        """Return it as a JSON column keeps it."""
        moments = {
            key: moment and moment.isoformat() for key, moment in (("at", self.at), ("expires_at", self.expires_at))
        }
        return asdict(self) | moments

    def checked(self, now: datetime) -> Self:
        """Return it as it is recorded: texts cleaned, and said at a moment.

        Raises InvalidBasis with what is wrong, by field.
        """
        at = self.at or now
        given = asdict(self) | {"at": at, "topic": line(self.topic), "how": line(self.how), "source": line(self.source)}
        claim = type(self)(**given)
        if problems := dict(claim._problems(at, now)):  # noqa: SLF001 (of this class)
            raise InvalidBasis(problems)
        return claim

    def _problems(self, at: datetime, now: datetime) -> list[tuple[str, str]]:
        """Return what is wrong, by field."""
        wrong = {
            "purpose": self.purpose not in Purpose and _("Say what the data is used for."),
            "ground": self._is_without_ground and _("Say on which ground."),
            "channel": bool(self.channel)
            and self.channel not in Way
            and _("There is no such way of writing to people."),
            "topic": len(self.topic) > MOST_TOPIC and _("At most %d characters.") % MOST_TOPIC,
            "how": self._how_is_wrong,
            "source": len(self.source) > MOST_TEXT and _("At most %d characters.") % MOST_TEXT,
            "wording": len(self.wording) > MOST_WORDING and _("At most %d characters.") % MOST_WORDING,
            "at": at > now and _("This lies in the future. Record it when it has happened."),
            "expires_at": self._expiry_is_wrong(at),
        }
        return [(key, reason) for key, reason in wrong.items() if reason]

    @property
    def _is_without_ground(self) -> bool:
        """Whether a ground is missing, or none of the law's."""
        return self.ground not in Ground and not (self.withdrawn and not self.ground)

    @property
    def _how_is_wrong(self) -> str:
        """Return what is wrong with how it came about: consent has to be shown (Article 7(1))."""
        if len(self.how) > MOST_TEXT:
            return _("At most %d characters.") % MOST_TEXT
        if self.ground == Ground.CONSENT and not self.withdrawn and not (self.how or self.wording):
            return _("Consent has to be shown: say how it was given, or keep the wording.")
        return ""

    def _expiry_is_wrong(self, at: datetime) -> str:
        """Return what is wrong with the moment it ends."""
        if self.expires_at and self.withdrawn:
            return _("What is taken back does not end.")
        return _("It must end after it was given.") if self.expires_at and self.expires_at <= at else ""

    @property
    def in_words(self) -> str:
        """Return what it is about, for people: "Consent: Recruiting, by E-mail, about “Jobs in Berlin”"."""
        ground = str(Ground(self.ground).label) if self.ground else _("Withdrawal")
        parts = [str(Purpose(self.purpose).label)]
        if self.channel:
            parts.append(_("by %s") % Way(self.channel).label)
        if self.topic:
            parts.append(_("about “%s”") % self.topic)
        return f"{ground}: {', '.join(parts)}"
