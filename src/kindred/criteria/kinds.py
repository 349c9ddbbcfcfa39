"""The register of the kinds of conditions: those of this room, and those that rooms above add in config/criteria.py."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from kindred.criteria.conditions import event, field, near, sample, words
from kindred.criteria.kind import ConditionKind

#: In this order text is tried: names of fields last, for they are many.
_OWN = (words.KIND, sample.KIND, near.KIND)
_LAST = (field.KIND, event.KIND)


@cache
def kinds() -> Mapping[str, ConditionKind]:
    """Return every kind of condition by the key that documents tell it by."""
    added = [import_string(path) for path in import_string(settings.CRITERIA_KINDS)]
    return {kind.key: kind for kind in (*_OWN, *added, *_LAST)}
