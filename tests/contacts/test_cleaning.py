"""Values as people write them become one way of writing, or a refusal that says what to do."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindred.contacts.cleaning.address import address, address_key
from kindred.contacts.cleaning.choice import choice_of
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.language import language
from kindred.contacts.cleaning.link import link
from kindred.contacts.cleaning.name import completed
from kindred.contacts.cleaning.number import day, number
from kindred.contacts.cleaning.phone import phone
from kindred.contacts.cleaning.place import country, timezone
from kindred.contacts.cleaning.text import line
from kindred.contacts.fields import FIELDS

READ: list[tuple[Callable[[str], Any], str, Any]] = [
    (line, "  a\u00a0 b\r\n\tc\x00\u200b ", "a b c"),
    (line, "e\u0301", "é"),
    (address, "ada@acme.example", "ada@acme.example"),
    (address, " Ada@ACME.Example ", "Ada@acme.example"),
    (address, "mailto:ada@acme.example", "ada@acme.example"),
    (address, "Ada Lovelace <ada@acme.example>", "ada@acme.example"),
    (address, "ada@acme.example; ada@home.example", "ada@acme.example"),
    (address, "ada@acme.example ::: ada@home.example", "ada@acme.example"),
    (address, "ada@xn--bcher-kva.de", "ada@bücher.de"),
    (address, "üser@bücher.de", "üser@bücher.de"),
    (address, "", ""),
    (phone, "+49 (30) 90-1820", "+4930901820"),
    (phone, "+49 (0)30 901820", "+4930901820"),
    (phone, "+39 06 6982 1234", "+390669821234"),
    (phone, "+1 212-555-0123", "+12125550123"),
    (phone, "+1 212 555 0123 ext. 7", "+1 212 555 0123 ext. 7"),
    (phone, "+999 1234567", "+999 1234567"),
    (phone, "ask the desk", "ask the desk"),
    (country, "Deutschland", "DE"),
    (country, "germany", "DE"),
    (country, "Vereinigte Staaten", "US"),
    (country, "U.S.A.", "US"),
    (country, "États-Unis", "US"),
    (country, "日本", "JP"),
    (country, "uk", "GB"),
    (country, "us", "US"),
    (timezone, "europe/berlin", "Europe/Berlin"),
    (timezone, "America/New York", "America/New_York"),
    (language, "German", "de"),
    (language, "français", "fr"),
    (language, "PT_br", "pt-BR"),
    (link, "linkedin.com/in/ada", "https://linkedin.com/in/ada"),
    (link, "http://example.org/a?b=c", "http://example.org/a?b=c"),
    (number, "1,234.5", 1234.5),
    (number, "1.234,5", 1234.5),
    (number, "1,234", 1234),
    (number, "12,5", 12.5),
    (number, "-7", -7),
    (number, "", None),
    (day, "2026-12-24", "2026-12-24"),
    (day, "2026-12-24T00:00:00", "2026-12-24"),
    (day, "24.12.2026", "2026-12-24"),
    (day, "12/24/2026", "2026-12-24"),
    (day, "24/12/2026", "2026-12-24"),
    (choice_of(FIELDS["seniority"]), "C-Level", "c_level"),
    (choice_of(FIELDS["seniority"]), "vice president", "vp"),
    (choice_of(FIELDS["lifecycle_stage"]), "Marketing Qualified Lead", "mql"),
    (choice_of(FIELDS["department"]), "People / HR", "hr"),
]


@pytest.mark.parametrize(("clean", "written", "kept"), READ)
def test_a_value_is_kept_one_way(clean: Callable[[str], Any], written: str, kept: Any) -> None:
    assert clean(written) == kept
    if isinstance(kept, str):
        assert clean(kept) == kept


@pytest.mark.parametrize(
    ("clean", "written", "reason"),
    [
        (address, "ada", "not an e-mail address"),
        (address, "ada@localhost", "not an e-mail address"),
        (address, "ada@acme", "a domain is expected"),
        (address, "a b@acme.example", "not an e-mail address"),
        (address, "ada@@acme.example", "not an e-mail address"),
        (address, "a" * 65 + "@acme.example", "not an e-mail address"),
        (address, "ada@-acme.example", "not an e-mail address"),
        (country, "Atlantis", "two letters"),
        (country, "QX", "two letters"),
        (timezone, "Mars/Base", "Europe/Berlin"),
        (language, "Gibberish", "such as de"),
        (link, "javascript:alert(1)", "https"),
        (link, "ftp://example.org", "https"),
        (link, "not a link", "https"),
        (number, "many", "not a number"),
        (number, "1e999", "not a number"),
        (day, "tomorrow", "2026-12-31"),
        (day, "31.02.2026", "2026-12-31"),
        (day, "01/02/2026", "two days"),
        (choice_of(FIELDS["seniority"]), "Directer", "Did you mean “Director”?"),
        (choice_of(FIELDS["seniority"]), "zzz", "It takes: Intern"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_way_out(clean: Callable[[str], Any], written: str, reason: str) -> None:
    with pytest.raises(BadValue, match=r".+") as refusal:
        clean(written)
    assert reason in refusal.value.message


def test_a_country_places_a_number() -> None:
    assert phone("030 901820", country="DE") == "+4930901820"
    assert phone("212-555-0123", country="") == "212-555-0123"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada@Acme.example", "ada@acme.example"), ("a@bücher.de", "a@BÜCHER.de"), ("a@bücher.de", "a@xn--bcher-kva.de")],
)
def test_addresses_that_are_the_same_have_the_same_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Lovelace", ("Ada", "Lovelace", "Ada Lovelace")),
        ("Lovelace, Ada", ("Ada", "Lovelace", "Ada Lovelace")),
        ("Dr. Vincent van Gogh", ("Vincent", "van Gogh", "Dr. Vincent van Gogh")),
        ("Maria de la Cruz", ("Maria", "de la Cruz", "Maria de la Cruz")),
        ("Gabriel José García", ("Gabriel José", "García", "Gabriel José García")),
        ("Madonna", ("Madonna", "", "Madonna")),
        ("山田太郎", ("山田太郎", "", "山田太郎")),
        ("", ("", "", "")),
    ],
)
def test_a_full_name_has_parts(name: str, parts: tuple[str, str, str]) -> None:
    assert completed(name=name) == parts


@given(st.text(max_size=60))
def test_no_text_makes_a_cleaner_stumble(written: str) -> None:
    for clean in (line, address, phone, country, timezone, language, link, number, day):
        try:
            kept = clean(written)
        except BadValue:
            continue
        assert kept is None or "\x00" not in str(kept)
