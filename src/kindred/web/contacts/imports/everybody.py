"""What everybody in a file gets, and what happens to those who are here already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Self

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Member
from kindred.bulk.acts.sequence import open_to
from kindred.cohorts.models import Cohort
from kindred.contacts.claim import Claim
from kindred.contacts.errors import InvalidBasis
from kindred.contacts.kinds import Kind, kinds_in, mask_of
from kindred.contacts.models import Import
from kindred.contacts.purposes import Ground, Purpose
from kindred.workflows.models import Sequence as MessageSequence

#: What the fields of the legal basis are called in the form.
_BASIS = ("ground", "purpose", "how", "until")


@dataclass(frozen=True)
class Existing:
    """What happens to people who are in the pool already."""

    value: str
    label: str | Promise
    help: str | Promise
    #: As it is said of a single field.
    short: str | Promise


POLICIES: Sequence[Existing] = (
    Existing(
        "overwrite",
        _("Update them"),
        _("What the file says replaces what is here; empty cells change nothing."),
        short=_("Replace it"),
    ),
    Existing(
        "fill",
        _("Fill gaps only"),
        _("What is here stays; only fields without a value are filled."),
        short=_("Keep it, fill gaps"),
    ),
    Existing(
        "skip",
        _("Leave them alone"),
        _("Only people who are not here yet are added."),
        short=_("Never touch it"),
    ),
)
POLICY_KEYS = frozenset(policy.value for policy in POLICIES)


@dataclass(frozen=True, kw_only=True)
class Everybody:
    """What is the same for all people of an import."""

    tags: tuple[str, ...] = ()
    kinds: int = 0
    source: str = ""
    policy: str = "overwrite"
    #: Ids of what they are put into.
    cohorts: tuple[int, ...] = ()
    sequences: tuple[int, ...] = ()
    #: Ground, purpose, how it came about and until when, as they were entered; no ground: none is recorded.
    basis: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: QueryDict, *, member: Member) -> Self:
        """Return what a form says; what there is not, or is not this member's to choose, is left out."""
        known, policy = {kind.key for kind in Kind}, form.get("policy", "")
        return cls(
            tags=tuple(dict.fromkeys(tag.strip()[:80] for tag in form.getlist("tag") if tag.strip()))[:20],
            kinds=mask_of(kind for kind in form.getlist("kind") if kind in known),
            source=_plain(form.get("source", ""))[:120],
            policy=policy if policy in POLICY_KEYS else POLICIES[0].value,
            cohorts=_chosen(form.getlist("cohort"), cohorts_of(member)),
            sequences=_chosen(form.getlist("sequence"), open_to(member)),
            basis={key: _plain(form.get(f"basis_{key}", ""))[:200] for key in _BASIS},
        )

    @classmethod
    def again(cls, spreadsheet: Import) -> Self:
        """Return what the people of the import got whose rows were mended."""
        kept = spreadsheet.defaults
        into, basis = kept.get("into", {}), kept.get("basis") or {}
        until = Claim.from_json(basis).expires_at if basis else None
        return cls(
            tags=tuple(kept.get("tags", ())),
            kinds=kept.get("kinds", 0),
            source=kept.get("source", ""),
            policy=kept.get("existing", POLICIES[0].value),
            cohorts=tuple(into.get("cohorts", ())),
            sequences=tuple(into.get("sequences", ())),
            basis={
                "ground": basis.get("ground", ""),
                "purpose": basis.get("purpose", ""),
                "how": basis.get("how", ""),
                "until": timezone.localdate(until).isoformat() if until else "",
            },
        )

    @property
    def defaults(self) -> dict[str, Any]:
        """The choices as an import keeps them."""
        into = {"cohorts": list(self.cohorts), "sequences": list(self.sequences)}
        kept = {
            "tags": list(self.tags),
            "kinds": self.kinds,
            "source": self.source,
            "existing": self.policy,
            "into": {key: ids for key, ids in into.items() if ids},
        }
        return kept | ({"basis": self.claim.as_json()} if self.claim else {})

    @property
    def claim(self) -> Claim | None:
        """What is recorded of everybody as their legal basis; nothing where no ground was chosen."""
        if not self.basis.get("ground"):
            return None
        day = _day(self.basis.get("until", ""))
        return Claim(
            ground=self.basis["ground"],
            purpose=self.basis.get("purpose", ""),
            how=self.basis.get("how", ""),
            source=self.source,
            expires_at=timezone.make_aware(datetime.combine(day, time.min)) if day else None,
        )

    def problems(self, now: datetime) -> dict[str, str]:
        """Return what is wrong with the legal basis, by field."""
        if self.claim is None:
            return {}
        try:
            self.claim.checked(now)
        except InvalidBasis as refusal:
            return {"until" if key == "expires_at" else key: problem for key, problem in refusal.problems.items()}
        return {}

    @property
    def kind_keys(self) -> list[str]:
        """The chosen kinds by key."""
        return [kind.key for kind in kinds_in(self.kinds)]


def context(everybody: Everybody, *, member: Member, now: datetime, checked: bool) -> dict[str, Any]:
    """Return what the form of it needs; what is wrong only where it was `checked`."""
    cohorts, sequences = list(cohorts_of(member)), list(open_to(member).order_by("name"))
    return {
        "chosen_tags": [{"value": tag, "label": tag} for tag in everybody.tags],
        "cohort_options": _options(cohorts),
        "chosen_cohorts": _options(one for one in cohorts if one.pk in everybody.cohorts),
        "sequence_options": _options(sequences),
        "chosen_sequences": _options(one for one in sequences if one.pk in everybody.sequences),
        "kinds": [(kind.key, kind.label) for kind in Kind],
        "chosen_kinds": everybody.kind_keys,
        "source": everybody.source,
        "policies": POLICIES,
        "policy": everybody.policy,
        "basis": everybody.basis,
        "grounds": Ground.choices,
        "purposes": Purpose.choices,
        "basis_problems": everybody.problems(now) if checked else {},
    }


def likely_purpose(kinds: int) -> str:
    """Return what the data of people of these kinds is most likely used for."""
    return Purpose.RECRUITING if kinds & Kind.CANDIDATE else Purpose.MARKETING


def cohorts_of(member: Member) -> QuerySet[Cohort]:
    """Return the cohorts a member may put people into."""
    return Cohort.objects.run_by(member).exclude(status=Cohort.Status.ARCHIVED).order_by("name")


def _options(rows: Any) -> list[dict[str, str]]:
    """Return cohorts or sequences as a combobox has them."""
    return [{"value": str(row.pk), "label": row.name, "note": str(row.get_status_display())} for row in rows]


def _chosen(given: Sequence[str], allowed: "QuerySet[Cohort] | QuerySet[MessageSequence]") -> tuple[int, ...]:
    """Return the ids that may be chosen."""
    ids = [int(one) for one in given if one.isdecimal() and len(one) <= 18]
    return tuple(allowed.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)) if ids else ()


def _day(text: str) -> Any:
    """Return a day; nothing for what is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Return a text without zero characters and blanks around it."""
    return text.replace("\x00", "").strip()
