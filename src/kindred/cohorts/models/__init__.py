"""The nouns of this room, a file each."""

from kindred.cohorts.models.addition import Addition
from kindred.cohorts.models.cohort import Cohort
from kindred.cohorts.models.collaborator import Collaborator
from kindred.cohorts.models.member_count import MemberCount
from kindred.cohorts.models.membership import Membership, Pin
from kindred.cohorts.models.recheck import Recheck
from kindred.cohorts.models.segment import Segment, SegmentSize, SegmentVersion

__all__ = [
    "Addition",
    "Cohort",
    "Collaborator",
    "MemberCount",
    "Membership",
    "Pin",
    "Recheck",
    "Segment",
    "SegmentSize",
    "SegmentVersion",
]
