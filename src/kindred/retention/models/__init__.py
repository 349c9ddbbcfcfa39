"""The nouns of this room, a file each."""

from kindred.retention.models.rule import RetentionRule
from kindred.retention.models.run import RetentionRun

__all__ = ["RetentionRule", "RetentionRun"]
