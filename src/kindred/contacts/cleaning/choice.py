"""Fields with a fixed set of values: by key, by label, or as other systems name them."""

from collections.abc import Callable
from difflib import get_close_matches

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.text import line
from kindred.contacts.fields import Field
from kindred.contacts.keys import sortable

#: Field → how others name its values → ours.
SYNONYMS: dict[str, dict[str, str]] = {
    "seniority": {
        "intern": "intern", "internship": "intern", "trainee": "intern", "student": "intern", "junior": "entry",
        "entry level": "entry", "associate": "entry", "graduate": "entry", "mid": "individual", "mid level": "individual",
        "professional": "individual", "ic": "individual", "staff": "senior", "principal": "lead", "team lead": "lead",
        "executive": "c_level", "cxo": "c_level", "c suite": "c_level", "clevel": "c_level", "chief": "c_level",
        "vice president": "vp", "svp": "vp", "evp": "vp", "owner": "founder", "co founder": "founder",
    },
    "department": {
        "software": "engineering", "development": "engineering", "r d": "research", "information technology": "it",
        "human resources": "hr", "people": "hr", "talent": "hr", "recruiting": "hr", "accounting": "finance",
        "business development": "sales", "customer service": "support", "management": "general_management",
        "executive": "general_management", "medical": "healthcare", "ux": "design", "analytics": "data",
    },
    "decision_role": {"budget holder": "decision_maker", "executive sponsor": "decision_maker", "end user": "user"},
    "lifecycle_stage": {
        "subscriber": "lead", "marketing qualified lead": "mql", "sales qualified lead": "sql", "deal": "opportunity",
        "marketingqualifiedlead": "mql", "salesqualifiedlead": "sql", "client": "customer", "evangelist": "customer", "won": "customer", "closed won": "customer",
        "closed lost": "lost", "churned": "lost",
    },
    "candidate_state": {
        "open to work": "active", "actively looking": "active", "interviewing": "in_process", "hired": "placed",
        "not interested": "not_looking", "silver medallist": "silver_medalist",
    },
}  # fmt: skip


def choice_of(field: Field) -> Callable[[str], str]:
    """Return the cleaner for a field with choices; it remembers what it was asked."""
    known = {_key(name): ours for name, ours in SYNONYMS.get(field.key, {}).items()}
    for key, label in field.choices:
        known |= {_key(key): key, _key(str(label)): key}
    remembered: dict[str, str] = {"": ""}

    def clean(text: str) -> str:
        if text not in remembered:
            found = _found(line(text), known, field)
            if len(remembered) < 1_000:
                remembered[text] = found
            return found
        return remembered[text]

    return clean


def _found(written: str, known: dict[str, str], field: Field) -> str:
    """Return the value that is meant."""
    if not written:
        return ""
    if _key(written) in known:
        return known[_key(written)]
    words = {"value": written[:60], "field": str(field.label)}
    labels = {_key(str(label)): str(label) for _value, label in field.choices}
    if close := get_close_matches(_key(written), labels, n=1, cutoff=0.6):
        words["guess"] = labels[close[0]]
        raise BadValue(_("“%(value)s” is not a value of %(field)s. Did you mean “%(guess)s”?") % words)
    words["values"] = ", ".join(labels.values())
    raise BadValue(_("“%(value)s” is not a value of %(field)s. It takes: %(values)s.") % words)


def _key(name: str) -> str:
    """Return a name as it is compared: no case, no accents, no marks."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in sortable(name)).split())
