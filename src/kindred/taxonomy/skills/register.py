"""The skills that are known: what each is called, what else it is called, and its family."""

from functools import cache
from typing import NamedTuple

from kindred.taxonomy.data_files import rows
from kindred.taxonomy.folding import unaccented

#: Marks that tell one skill from another: C, C++ and C#.
_MARKS = "+#"


class Known(NamedTuple):
    """A skill by its own name."""

    name: str
    family: str


def key_of(name: str) -> str:
    """Return a name as it is compared: React.js, ReactJS and react js are one; C, C++ and C# are three."""
    return "".join(letter for letter in unaccented(name) if letter.isalnum() or letter in _MARKS)


@cache
def by_key() -> dict[str, Known]:
    """Return the skills by each of their names; a name of its own comes before another's other name."""
    known: dict[str, Known] = {}
    others: dict[str, Known] = {}
    for family, name, aliases in rows("skills/skills.tsv"):
        skill = known.setdefault(key_of(name), Known(name, family))
        for alias in filter(None, aliases.split("|")):
            others.setdefault(key_of(alias), skill)
    return others | known


@cache
def families() -> dict[str, str]:
    """Return the families by key, each with its name."""
    return {cells[0]: cells[1] for cells in rows("skills/families.tsv")}


def family_of(name: str) -> str:
    """Return the key of the family that a skill belongs to, by any of its names; nothing where it is not known."""
    known = by_key().get(key_of(name))
    return known.family if known else ""


@cache
def skills_of_family(family: str) -> tuple[str, ...]:
    """Return the names of the skills of a family."""
    return tuple(dict.fromkeys(known.name for known in by_key().values() if known.family == family))


@cache
def around() -> frozenset[str]:
    """Return the words that say how well or how long, by key."""
    return frozenset(key_of(word) for _, words in rows("skills/words.tsv") for word in words.split("|"))
