"""Names of people in any script: the parts of a full name, and the full name of its parts."""

import re
from dataclasses import dataclass
from unicodedata import name as letter_name

#: Words that belong to the family name after them: Vincent van Gogh, Oscar de la Renta.
_PARTICLES = {
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "ten", "ter",
    "zu", "zum", "zur", "vom", "bin", "ibn", "al", "el", "san", "santa", "st", "st.", "af", "av", "mac",
}  # fmt: skip
#: Words before a name that are no part of it, without their dots.
_PREFIXES = {
    "mr", "mrs", "ms", "mx", "miss", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "madam", "rev", "hon", "herr",
    "frau", "mme", "mlle", "monsieur", "madame", "maître", "me", "sr", "sra", "srta", "señor", "señora", "don", "doña",
    "sig", "signor", "signora", "dott", "dottssa", "ing", "dipl-ing", "mag", "dhr", "mevr", "drs", "ir", "dra", "eng",
}  # fmt: skip
#: Of these, those that are names as well: only with a dot, or before another title, are they none.
_DOTTED = {"m", "me", "don", "ing", "mag", "hon", "ir", "eng", "lord", "dame", "lady", "sig"}
#: Words after a name that are no part of it, without their dots.
_SUFFIXES = {
    "jr", "sr", "jun", "sen", "ii", "iii", "iv", "esq", "phd", "dphil", "md", "mba", "msc", "bsc", "ma", "ba", "mphil", "llm",
    "llb", "jd", "cpa", "cfa", "pmp", "rn", "dds", "ret", "edd", "psyd", "fcca", "acca", "cissp", "shrm-cp", "shrm-scp", "ca",
}  # fmt: skip
#: Of these, those that could be a name without the comma or the dots that make them none.
_MARKED = {"ma", "ba", "sr", "sen", "jun", "ret", "md", "ca", "rn", "jd"}
#: What somebody is called, in quotes or brackets: William “Bill” Gates, Elizabeth (Liz) Windsor.
_CALLED = re.compile(r"""\s*(?:["“„«]([^"”“»]{1,40})["”“»]|\(([^()]{1,40})\))(?=\s|,|$)""")
#: Scripts in which the family name stands first and nothing parts the two.
_FAMILY_FIRST = ("CJK ", "HANGUL ", "HIRAGANA ", "KATAKANA ")


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name and its parts; what there is none of is empty."""

    first: str = ""
    last: str = ""
    #: As it is shown: without what stands before and after it.
    full: str = ""
    prefix: str = ""
    suffix: str = ""
    #: What they like to be called.
    preferred: str = ""


def read_name(written: str) -> Name:
    """Return the parts of a full name, also of one written "Last, First"."""
    bare, preferred = _without_called(written)
    bare, suffix = _without_suffix(bare)
    last, comma, first = (part.strip() for part in bare.partition(","))
    is_turned = bool(comma and first and last and "," not in first)
    prefix, head = _without_prefix(first if is_turned else bare)
    if is_turned:
        return Name(first=head, last=last, full=joined(head, last), prefix=prefix, suffix=suffix, preferred=preferred)
    first, last = _first_and_last(head, is_titled=bool(prefix))
    # “Herr Müller” is more than “Müller”.
    full = head if first else f"{prefix} {last}".strip()
    return Name(first=first, last=last, full=full, prefix=prefix, suffix=suffix, preferred=preferred)


def completed(*, first: str = "", last: str = "", name: str = "") -> Name:
    """Return a name whose missing parts are made of those that are there."""
    if not (first or last) and name:
        return read_name(name)
    return Name(first=first, last=last, full=name or joined(first, last))


def joined(first: str, last: str) -> str:
    """Return the full name of a first and a last one, in the order of their script."""
    if first and last and _is_family_first(first) and _is_family_first(last):
        return f"{last}{first}"
    return f"{first} {last}".strip()


def _without_called(written: str) -> tuple[str, str]:
    """Return a name without what stands in quotes or brackets, and that."""
    found = _CALLED.search(written)
    if not found or not (rest := (written[: found.start()] + written[found.end() :]).strip()):
        return written, ""
    called = (found[1] or found[2]).strip()
    # (they/them) is how to speak of them.
    return rest, "" if "/" in called else called


def _without_suffix(written: str) -> tuple[str, str]:
    """Return a name without the words after it, and these."""
    rest = written
    after: list[str] = []
    while True:
        head, comma, tail = rest.rpartition(",")
        if comma and head.strip() and all(_bare(word) in _SUFFIXES for word in tail.split()):
            rest, word = head.rstrip(), tail.strip()
        else:
            head, _space, word = rest.rpartition(" ")
            is_suffix = _bare(word) in _SUFFIXES and not (_bare(word) in _MARKED and "." not in word)
            if not is_suffix or len(head.split()) < 2:
                return rest, ", ".join(reversed(after))
            rest = head.rstrip(" ,")
        if word:
            after.append(word)


def _without_prefix(written: str) -> tuple[str, str]:
    """Return the titles before a name, and the name."""
    words = written.split()
    before = 0
    while before < len(words) - 1 and _is_prefix(words[before], is_after_another=before > 0):
        before += 1
    return " ".join(words[:before]), " ".join(words[before:])


def _is_prefix(word: str, *, is_after_another: bool) -> bool:
    """Whether a word is a title and not the name itself."""
    if _bare(word) in _DOTTED:
        return word.endswith(".") or is_after_another
    return _bare(word) in _PREFIXES


def _bare(word: str) -> str:
    """Return a word without its dots and case."""
    return word.casefold().replace(".", "").strip(" ,")


def _first_and_last(written: str, *, is_titled: bool) -> tuple[str, str]:
    """Return first and last name."""
    words = written.split()
    if len(words) < 2:
        return ("", written) if is_titled else (written, "")
    if _is_family_first(written):
        return " ".join(words[1:]), words[0]
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def _is_family_first(written: str) -> bool:
    """Whether it is written in a script in which the family name stands first."""
    return not written.isascii() and all(
        letter_name(letter, "").startswith(_FAMILY_FIRST) for letter in written if letter.isalpha()
    )
