"""Tokens that travel by mail."""

import random
import string

import pytest
from pytest_django import Settings

from kindred.kit.signing import BadToken, signed, unsigned, webhook_secret


def test_a_token_brings_back_its_numbers() -> None:
    assert unsigned("unsubscribe", signed("unsubscribe", 7, 812)) == (7, 812)


def test_no_changed_character_is_accepted() -> None:
    token = signed("unsubscribe", 7, 812)
    for place in range(len(token)):
        for letter in string.ascii_letters + string.digits + "-_.":
            changed = token[:place] + letter + token[place + 1 :]
            if changed != token:
                with pytest.raises(BadToken):
                    unsigned("unsubscribe", changed)


def test_a_token_for_another_purpose_or_made_up_is_refused() -> None:
    with pytest.raises(BadToken):
        unsigned("unsubscribe", signed("click", 7, 812))
    drawn = random.Random(1)
    for _n in range(2000):
        token = "7-812." + "".join(drawn.choices(string.ascii_letters + string.digits + "-_", k=22))
        with pytest.raises(BadToken):
            unsigned("unsubscribe", token)
    for odd in ("", ".", "7-812", "7-812.", "٧-812." + "a" * 22, signed("unsubscribe", 7) + "\n"):
        with pytest.raises(BadToken):
            unsigned("unsubscribe", odd)


def test_a_token_outlives_the_change_of_the_key(settings: Settings) -> None:
    token = signed("unsubscribe", 7)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert unsigned("unsubscribe", token) == (7,)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadToken):
        unsigned("unsubscribe", token)


def test_every_workspace_has_a_webhook_secret_of_its_own() -> None:
    assert webhook_secret(1) == webhook_secret(1) != webhook_secret(2)
    assert webhook_secret(1).startswith("whsec_")
