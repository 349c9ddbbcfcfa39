"""The nouns of this room, a file each."""

from kindred.bulk.models.bulk_action import BulkAction
from kindred.bulk.models.change import Change

__all__ = ["BulkAction", "Change"]
