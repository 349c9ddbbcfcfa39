"""Fields of a workspace's own."""

from collections.abc import Callable
from datetime import datetime

import pytest

from kindred.accounts.models import User, Workspace
from kindred.contacts.errors import EmptyName, InvalidContact
from kindred.contacts.models import Contact, CustomField

Pool = Callable[..., list[Contact]]
COLOURS = [{"key": "", "label": "Dark red"}, {"key": "", "label": "Blue"}, {"key": "", "label": "Dark  red!"}]


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


def test_a_field_is_defined_with_its_choices(workspace: Workspace) -> None:
    field = CustomField.objects.define(workspace=workspace, label="Colour", kind="choices", options=COLOURS)
    assert (field.key, [key for key, _label in field.choices]) == ("colour", ["dark-red", "blue", "dark-red-2"])


@pytest.mark.parametrize(
    ("label", "kind", "options", "problem"),
    [
        ("", "text", [], "label"),
        ("COLOUR", "text", [], "label"),
        ("New", "colour", [], "kind"),
        ("New", "choice", [{"key": "", "label": " "}], "options"),
        ("New", "choice", [{"key": "", "label": "a"}, {"key": "", "label": "A"}], "options"),
        ("New", "choice", [{"key": "", "label": "a; b"}], "options"),
        ("New", "choice", [{"key": "", "label": "x" * 81}], "options"),
    ],
)
def test_what_is_wrong_with_a_field_is_named(
    workspace: Workspace, label: str, kind: str, options: list[dict[str, str]], problem: str
) -> None:
    CustomField.objects.define(workspace=workspace, label="Colour", kind="text")
    with pytest.raises(InvalidContact) as refusal:
        CustomField.objects.define(workspace=workspace, label=label, kind=kind, options=options)
    assert refusal.value.problems.keys() == {problem}
    assert CustomField.objects.count() == 1


def test_renaming_keeps_keys_and_values(workspace: Workspace, contacts: Pool) -> None:
    field = CustomField.objects.define(workspace=workspace, label="Colour", kind="choice", options=COLOURS[:2])
    [pat] = contacts(custom={"colour": "blue"})
    options = [
        {"key": "blue", "label": "Navy blue"},
        {"key": "dark-red", "label": "Red"},
        {"key": "x", "label": "Green"},
    ]
    field.change(label="Tint", options=options)
    assert (field.key, field.label, field.choices) == (
        "colour",
        "Tint",
        [("blue", "Navy blue"), ("dark-red", "Red"), ("green", "Green")],
    )
    assert field.said(pat.custom["colour"]) == "Navy blue"


@pytest.mark.parametrize(("kind", "value"), [("choice", "blue"), ("choices", ["dark-red", "blue"])])
def test_a_choice_that_contacts_have_is_not_taken_away(
    workspace: Workspace, other_workspace: Workspace, contacts: Pool, kind: str, value: object
) -> None:
    field = CustomField.objects.define(workspace=workspace, label="Colour", kind=kind, options=COLOURS[:2])
    Contact.objects.create(workspace=other_workspace, custom={"colour": "dark-red"})
    contacts(2, custom={"colour": value})
    kept = [{"key": "dark-red", "label": "Dark red"}]
    with pytest.raises(InvalidContact, match="2 contacts have “Blue”"):
        field.change(label="Colour", options=kept)
    Contact.objects.filter(workspace=workspace).update(custom={})
    field.change(label="Colour", options=kept)
    assert field.choices == [("dark-red", "Dark red")]


def test_removing_a_field_takes_its_values_along(
    workspace: Workspace, other_workspace: Workspace, contacts: Pool
) -> None:
    field = CustomField.objects.define(workspace=workspace, label="Colour", kind="text")
    [pat] = contacts(custom={"colour": "red", "size": 7})
    elsewhere = Contact.objects.create(workspace=other_workspace, custom={"colour": "red"})
    field.remove()
    pat.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (pat.custom, elsewhere.custom) == ({"size": 7}, {"colour": "red"})
    assert CustomField.objects.define(workspace=workspace, label="Colour", kind="text").having().count() == 0


def test_values_of_every_kind_are_read_and_said(workspace: Workspace, bob: User, now: datetime) -> None:
    for kind, written, kept, said in (
        ("text", " x  y ", "x y", "x y"),
        ("number", "1.234,5", 1234.5, "1234.5"),
        ("date", "24.12.2026", "2026-12-24", "2026-12-24"),
        ("url", "example.org/x", "https://example.org/x", "https://example.org/x"),
        ("yes_no", "nein", False, "No"),
        ("choice", "BLUE", "blue", "Blue"),
        ("choices", ["blue", "Dark red"], ["dark-red", "blue"], "Dark red, Blue"),
        ("person", "bob@acme.example", str(bob.pk), "Bob Kahn"),
    ):
        options = COLOURS[:2] if kind in ("choice", "choices") else ()
        field = CustomField.objects.define(workspace=workspace, label=kind, kind=kind, options=options)
        values = {"name": kind, f"custom:{field.key}": written}
        contact = Contact.objects.create_one(workspace=workspace, values=values, now=now)
        assert contact.custom == {field.key: kept}, kind
        assert field.said(contact.custom[field.key]) == said
        assert contact.edit(values={f"custom:{field.key}": ""}, now=now)
        assert contact.custom == {}


def test_a_choice_is_set_on_many_and_told_by_its_label(workspace: Workspace, contacts: Pool, now: datetime) -> None:
    CustomField.objects.define(workspace=workspace, label="Colour", kind="choices", options=COLOURS[:2])
    [pat, _other] = contacts(2)
    assert Contact.objects.of(workspace).set_field("custom:colour", "Blue; Dark red", at=now) == 2
    pat.refresh_from_db()
    assert pat.custom == {"colour": ["dark-red", "blue"]}
    assert pat.events.get().data["name"] == "Dark red, Blue"
    assert Contact.objects.of(workspace).set_field("custom:colour", "Dark red, blue", at=now) == 0
