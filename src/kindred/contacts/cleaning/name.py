"""Names of people: the parts of a full name, and the full name of its parts."""

#: Words that belong to the family name after them: Vincent van Gogh, Oscar de la Renta.
_PARTICLES = {
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "ten", "ter",
    "zu", "zum", "zur", "vom", "bin", "ibn", "al", "el", "san", "santa", "st", "st.", "af", "av", "mac",
}  # fmt: skip
#: Words before a name that are no part of it.
_TITLES = {
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam", "herr", "frau", "m", "mme", "mlle", "sr", "sra", "dipl-ing",
}  # fmt: skip


def parts_of(name: str) -> tuple[str, str]:
    """Return first and last name of a full name, also of one written "Last, First"."""
    if name.count(",") == 1:
        last, first = (part.strip() for part in name.split(","))
        if first and last:
            return first, last
    words = name.split()
    while len(words) > 2 and words[0].casefold().strip(".") in _TITLES:
        words = words[1:]
    if len(words) < 2:
        return " ".join(words), ""
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def completed(*, first: str = "", last: str = "", name: str = "") -> tuple[str, str, str]:
    """Return first, last and full name; what is missing is made of what is there."""
    if not (first or last) and name:
        first, last = parts_of(name)
        # "Lovelace, Ada" is turned; any other full name stays as it was written.
        return first, last, f"{first} {last}" if "," in name and last else name
    return first, last, name or f"{first} {last}".strip()
