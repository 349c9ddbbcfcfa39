"""Every kind of event can be read aloud, also when its data lacks something or comes from another time."""

from pathlib import Path

import pytest

from kindred.contacts import event_kinds
from kindred.contacts.errors import UnknownEventKind
from kindred.contacts.event_kinds import KINDS, kind_of, say


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_can_be_read_aloud_without_its_data(kind: str) -> None:
    said = say(kind, {})
    assert said
    assert "{" not in said


def test_kinds_are_nouns_with_what_happened_and_have_an_icon_of_the_sprite() -> None:
    icons = Path(event_kinds.__file__).parents[3] / "frontend" / "icons.txt"
    known = set(icons.read_text(encoding="utf-8").split())
    for key, kind in KINDS.items():
        noun, _dot, happened = key.partition(".")
        assert noun, key
        assert happened, key
        assert kind.icon in known, f"{key}: {kind.icon} is not in frontend/icons.txt"


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("tag.added", {"tag": "vip", "id": 1}, "Tagged “vip”"),
        ("stage.reached", {"ladder": "lifecycle_stage", "to": "mql"}, "Lifecycle stage: MQL"),
        ("field.changed", {"field": "seniority", "to": "vp"}, "Seniority set to “VP”"),
        ("field.changed", {"field": "custom:score", "label": "Score", "to": 7}, "Score set to “7”"),
        ("contact.edited", {"changes": ["City", "Phone"]}, "Edited: City, Phone"),
        ("a.kind.of.old", {"x": 1}, "a.kind.of.old"),
    ],
)
def test_facts_become_sentences(kind: str, data: dict[str, object], sentence: str) -> None:
    assert say(kind, data) == sentence


def test_data_cannot_reach_into_the_program() -> None:
    assert say("tag.added", {"tag": "{__class__} {0.real}"}) == "Tagged “{__class__} {0.real}”"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownEventKind):
        kind_of("nothing.known")
