"""The register of acts: a new one is one file and one line here."""

from kindred.bulk.acts.cohort import AddToCohort
from kindred.bulk.acts.deletion import Delete
from kindred.bulk.acts.export import Export
from kindred.bulk.acts.kind import Act
from kindred.bulk.acts.merging import MergeContacts
from kindred.bulk.acts.sequence import StartSequence
from kindred.bulk.acts.setting import AssignOwner, SetField, SetStage
from kindred.bulk.acts.tagging import AddTag, RemoveTag

ACTS: dict[str, Act] = {
    act.key: act
    for act in (
        AddToCohort(),
        StartSequence(),
        AddTag(),
        RemoveTag(),
        SetStage(),
        SetField(),
        AssignOwner(),
        MergeContacts(),
        Export(),
        Delete(),
    )
}
