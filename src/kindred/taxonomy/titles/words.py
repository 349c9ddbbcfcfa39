"""A title taken apart: jobs, each a row of folded words, without the gender marks and the company around them."""

import re

from kindred.taxonomy.folding import folded

#: No title says more after so many letters.
LONGEST = 500
_GENDERS = re.compile(
    r"[(\[]\s*(?:[mwfdhxvgi*]|div|all genders?|gn)\s*(?:[/|,.\s-]+\s*(?:[mwfdhxvgi*]|div|gn)\s*){0,3}[)\]]"
    r"|(?<![\w/])(?:[mwfhd]\s*/\s*){1,3}[mwfdhx](?![\w/])|\ball genders?\b",
    re.IGNORECASE,
)
#: The second half of "Entwickler:in", "Leiter/-in", "Directeur(trice)", "Chargé·e".
_BOTH = re.compile(
    r"(?<=[^\W\d_])(?:[:*_]|/-?|·|\(-?)(?:innen|in|e|a|ne|se|ve|rice|trice|euse|ice|ière|ra|o|e?s)\)?(?![^\W_])",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"(?:\s(?:at|bei|beim|chez|presso|bij)\s|\s*@\s*)[^|;/•·]*", re.IGNORECASE)
_JOBS = re.compile(
    r"[|;•·/\n\t,()\[\]–—:]|\s-+\s|-\s|\s-(?=\S)|\s[&+]\s(?=(?:co-?)?(?:founder|owner|ceo|cto|coo)\b)", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"(?<=\w)['’`]s\b", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}(?=\W|$)|\b(?:[A-Za-z]\.)+[A-Za-z]\b(?!\w)")


def jobs_of(title: str) -> list[list[str]]:
    """Return the words of each job, or each part of one, in a title."""
    text = _GENDERS.sub(" ", title[:LONGEST])
    text = _BOTH.sub("", text)
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    text = _POSSESSIVE.sub("", text)
    text = _COMPANY.sub(" ", f" {text} ").strip() or text
    parts = (folded(part).split() for part in _JOBS.split(text))
    return [words for words in parts if words]
