"""Fields of a workspace's own."""

import pytest

from kindred.accounts.models import Workspace
from kindred.contacts.errors import EmptyName
from kindred.contacts.models import CustomField


def test_a_label_names_one_field_whatever_its_case(workspace: Workspace, other_workspace: Workspace) -> None:
    first = CustomField.objects.labelled(workspace, " Notice  period ", kind="number")
    assert (first.label, first.key, first.kind) == ("Notice period", "notice-period", "number")
    assert CustomField.objects.labelled(workspace, "NOTICE period", kind="text") == first
    assert CustomField.objects.labelled(other_workspace, "Notice period", kind="text") != first


def test_labels_that_look_alike_get_keys_of_their_own(workspace: Workspace) -> None:
    keys = [
        CustomField.objects.labelled(workspace, label, kind="text").key
        for label in ("Höhe!", "Höhe?", "年齢", "x" * 80)
    ]
    assert keys == ["hohe", "hohe-2", "field", "x" * 56]


def test_a_field_needs_a_name(workspace: Workspace) -> None:
    with pytest.raises(EmptyName):
        CustomField.objects.labelled(workspace, "  ", kind="text")
