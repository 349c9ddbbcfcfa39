"""The rungs of the two ladders as one list of choices: "candidate_state:active"."""

from kindred.contacts.fields import FIELDS, STAGE_FIELDS

VALUES = {f"{key}:{value}" for key in STAGE_FIELDS for value, _label in FIELDS[key].choices}


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the rungs, grouped by ladder."""
    return [
        (str(FIELDS[key].label), [(f"{key}:{value}", str(label)) for value, label in FIELDS[key].choices])
        for key in STAGE_FIELDS
    ]
