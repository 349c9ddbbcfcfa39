"""How comparisons are written in the text of criteria: for each operator its phrase, and others that mean it."""

from functools import cache

Words = tuple[str, ...]

#: Operator → how it is written, and what is understood as well. `…` stands where the value comes.
PHRASES: dict[str, tuple[str, ...]] = {
    "is": ("=", "is", "are", "equals"),
    "is_not": ("!=", "is not", "are not"),
    "in": ("in", "is in", "is one of", "one of", "is any of"),
    "not_in": ("not in", "is not in", "is none of", "none of"),
    "contains": ("contains", "contain"),
    "not_contains": ("does not contain", "not contains", "do not contain"),
    "starts_with": ("starts with", "begins with"),
    "ends_with": ("ends with",),
    "is_empty": ("is empty", "are empty", "is unknown", "is missing"),
    "is_not_empty": ("is not empty", "are not empty", "is known"),
    "has_any": ("any", "any of", "has any", "has any of", "include any of", "has", "have", "include", "includes"),
    "has_all": ("all", "all of", "has all", "has all of", "include all of"),
    "has_none": ("none", "none of", "has none", "has none of", "include none of", "has not", "without"),
    "allows_any": ("allows", "allows any of", "allow"),
    "allows_none": ("does not allow", "allows none of"),
    "withdrawn_any": ("was withdrawn for", "withdrawn for"),
    "is_yes": ("is yes",),
    "is_no": ("is no",),
    "more_than": (">", "is more than", "more than", "is over", "over"),
    "less_than": ("<", "is less than", "less than", "is under", "under"),
    "at_least": (">=", "is at least", "at least"),
    "at_most": ("<=", "is at most", "at most"),
    "before": ("before", "is before"),
    "after": ("after", "is after"),
    "on": ("on", "is on"),
    "since": ("since", "is since", "from", "on or after"),
    "until": ("until", "is until", "on or before"),
    "within_days": ("in the last", "is in the last", "within the last", "within"),
    "not_within_days": ("not in the last", "is not in the last", "not within the last", "not within"),
    "in_next_days": ("in the next", "is in the next", "within the next", "ends in the next"),
    "anniversary_on": ("anniversary on", "anniversary is on", "anniversary is", "anniversary"),
    "anniversary_in_next_days": ("anniversary in the next", "anniversary is in the next"),
}
#: What a comparison stands for where a field has no operator of that name.
STANDS_FOR: dict[str, tuple[str, ...]] = {
    "is": ("has_any", "on"),
    "is_not": ("has_none",),
    "in": ("has_any",),
    "not_in": ("has_none",),
    "has_any": ("in",),
    "has_none": ("not_in",),
    "contains": ("has_any",),
    "allows_any": ("allows", "allows any of", "allow"),
    "allows_none": ("does not allow", "allows none of"),
    "withdrawn_any": ("was withdrawn for", "withdrawn for"),
    "is_yes": ("is yes",),
    "is_no": ("is no",),
    "more_than": ("after",),
    "less_than": ("before",),
    "at_least": ("since",),
    "at_most": ("until",),
}


@cache
def operators_by_phrase() -> dict[Words, tuple[str, ...]]:
    """Return what each phrase can mean, the likeliest first."""
    meanings: dict[Words, tuple[str, ...]] = {}
    for operator, phrases in PHRASES.items():
        for phrase in phrases:
            words = tuple(phrase.split())
            others = (operator, *STANDS_FOR.get(operator, ()))
            meanings[words] = (*meanings.get(words, ()), *(one for one in others if one not in meanings.get(words, ())))
    return meanings
