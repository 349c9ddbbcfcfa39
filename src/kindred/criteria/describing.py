"""Criteria as people would say them: “Marketing VPs or directors in Europe who know React or Node.js”."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kindred.accounts.models import Workspace
from kindred.contacts.models.hanging import HANGING
from kindred.criteria.conditions.field import FieldCondition, enumerated, named
from kindred.criteria.group import Group, Node
from kindred.criteria.top import Top
from kindred.criteria.unknown import Verified

#: Several of a seniority, and of a kind.
_MANY: dict[str, str | Promise] = {
    "intern": gettext_lazy("interns"),
    "entry": gettext_lazy("entry-level people"),
    "individual": gettext_lazy("individual contributors"),
    "senior": gettext_lazy("seniors"),
    "lead": gettext_lazy("leads"),
    "manager": gettext_lazy("managers"),
    "director": gettext_lazy("directors"),
    "head": gettext_lazy("heads"),
    "vp": gettext_lazy("VPs"),
    "c_level": gettext_lazy("C-level executives"),
    "founder": gettext_lazy("founders or owners"),
    "partner": gettext_lazy("partners"),
    "candidate": gettext_lazy("candidates"),
    "prospect": gettext_lazy("prospects"),
    "client": gettext_lazy("clients"),
    "referee": gettext_lazy("referees"),
    "alumni": gettext_lazy("alumni"),
}
#: Where a condition of this field goes in the sentence, if it names values.
_BEFORE, _NOUN, _AT, _IN = "before", "noun", "at", "in"
_PLACES = {
    "department": _BEFORE,
    "seniority": _NOUN,
    "kinds": _NOUN,
    "company_name": _AT,
    "region": _IN,
    "business_region": _IN,
    "country": _IN,
    "state": _IN,
    "city": _IN,
}
#: Field and comparison, and how people say it of several others.
_CLAUSES: dict[tuple[str, str], str | Promise] = {
    ("skills", "has_any"): gettext_lazy("who know %(any)s"),
    ("skills", "has_all"): gettext_lazy("who know %(all)s"),
    ("skills", "has_none"): gettext_lazy("who do not know %(any)s"),
    ("tags", "has_any"): gettext_lazy("who are tagged %(any)s"),
    ("tags", "has_all"): gettext_lazy("who are tagged %(all)s"),
    ("tags", "has_none"): gettext_lazy("who are not tagged %(any)s"),
    ("communities", "has_any"): gettext_lazy("who belong to %(any)s"),
    ("communities", "has_all"): gettext_lazy("who belong to %(all)s"),
    ("communities", "has_none"): gettext_lazy("who do not belong to %(any)s"),
    ("title", "contains"): gettext_lazy("whose job title contains %(any)s"),
    ("last_contacted_at", "is_empty"): gettext_lazy("who have never been contacted"),
}


@dataclass
class _Sentence:
    """The parts of a sentence about people."""

    slots: dict[str, list[str]] = field(default_factory=dict)
    clauses: list[str] = field(default_factory=list)

    def said(self) -> str:
        """Put it together."""
        words = [*self.slots.get(_BEFORE, []), self.slots.get(_NOUN, [_("people")])[0]]
        words += [_("at %(company)s") % {"company": one} for one in self.slots.get(_AT, [])]
        if _IN in self.slots:
            words.append(_("in %(place)s") % {"place": ", ".join(self.slots[_IN])})
        return " ".join([*words, *([_(" and ").join(self.clauses)] if self.clauses else [])])


def describe(criteria: Group | Top, workspace: Workspace | None = None) -> str:
    """Return criteria as a sentence about people."""
    if isinstance(criteria, Top):
        return criteria.say_first(describe(criteria.group, workspace))
    if not criteria.parts:
        return _("everybody")
    if isinstance(criteria, Verified):
        plain = Group(how=criteria.how, parts=criteria.parts)
        return _("%(people)s, as far as is known for certain") % {"people": describe(plain, workspace)}
    if criteria.how != "all":
        return _Sentence(clauses=list(_clauses(criteria, workspace))).said()
    sentence = _Sentence()
    for part in criteria.parts:
        slot, words = _slot(part, workspace)
        # A second department is a condition of its own: it would read as either of them.
        if slot and (slot not in sentence.slots or slot == _IN):
            sentence.slots.setdefault(slot, []).append(words)
        else:
            sentence.clauses += _clauses(part, workspace)
    return sentence.said()


def _slot(part: Node, workspace: Workspace | None) -> tuple[str, str]:
    """Return where a condition stands before “who”, and its words; nothing where it comes after."""
    if not isinstance(part, FieldCondition) or part.operator.key not in ("is", "in", "has_any"):
        return "", ""
    slot = _PLACES.get(part.subject.key, "")
    names = _values(part, workspace)
    if slot == _NOUN:
        names = [str(_MANY.get(key, name)) for key, name in zip(_keys(part), names, strict=True)]
    return slot, enumerated(names, every=False) if slot else ""


def _clauses(part: Node, workspace: Workspace | None) -> Iterator[str]:
    """Yield what is said after the people: “who …”, “whose …”."""
    if isinstance(part, Group):
        inner = [clause for one in part.parts for clause in _together(one, workspace)]
        if part.how == "none":
            yield _("except those %(clauses)s") % {"clauses": _(" or ").join(inner)}
        elif part.how == "any" and len(inner) > 1:
            yield _("either %(clauses)s") % {"clauses": _(" or ").join(inner)}
        else:
            yield from inner
    elif isinstance(part, FieldCondition):
        yield _field(part, workspace)
    else:
        yield part.clause(workspace)


def _together(part: Node, workspace: Workspace | None) -> Iterator[str]:
    """Yield one clause for a part of a group, in brackets where it would fall apart."""
    found = list(_clauses(part, workspace))
    yield found[0] if len(found) == 1 else f"({_(' and ').join(found)})"


def _field(part: FieldCondition, workspace: Workspace | None) -> str:
    """Return a condition on a field after the people."""
    key, operator = part.subject.key, part.operator.key
    if key == "last_contacted_at" and operator in ("within_days", "not_within_days"):
        words = (
            ngettext("who were contacted in the last day", "who were contacted in the last %(n)d days", part.value)
            if operator == "within_days"
            else ngettext(
                "who have not been contacted for a day", "who have not been contacted for %(n)d days", part.value
            )
        )
        return words % {"n": part.value}
    if known := _CLAUSES.get((key, operator)):
        names = _values(part, workspace) if part.value is not None else [""]
        return str(known) % {"any": enumerated(names, every=False), "all": enumerated(names, every=True)}
    said = part.say(workspace)
    return _("whose %(said)s") % {"said": said[:1].lower() + said[1:] if said[:2].istitle() else said}


def _keys(part: FieldCondition) -> Sequence[str]:
    """Return the values as a list."""
    return part.value if isinstance(part.value, tuple) else (str(part.value),)


def _values(part: FieldCondition, workspace: Workspace | None) -> list[str]:
    """Return the values in words; tags, skills and their like as they are written, not as they are compared."""
    if part.subject.kind == "words" and workspace:
        words = HANGING[part.subject.key].word.objects.filter(workspace=workspace, name_key__in=_keys(part))
        names = dict(words.values_list("name_key", "name"))
        return [names.get(key, key) for key in _keys(part)]
    subject = named(part.subject, workspace)
    return [subject.label_of(one) for one in _keys(part)]
