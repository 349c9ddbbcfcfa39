"""Values as people write them become one way of writing, or a refusal that says what to do."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindred.contacts.cleaning.address import address, address_key
from kindred.contacts.cleaning.choice import choice_of
from kindred.contacts.cleaning.domain import domain, domain_of
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.language import language
from kindred.contacts.cleaning.link import link
from kindred.contacts.cleaning.money import currency, money
from kindred.contacts.cleaning.name import completed
from kindred.contacts.cleaning.number import day, number
from kindred.contacts.cleaning.own import yes_no
from kindred.contacts.cleaning.phone import phone
from kindred.contacts.cleaning.place import country, timezone
from kindred.contacts.cleaning.point import page_key, read_points, said_points, site_of
from kindred.contacts.cleaning.size import size
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
        ("Dr. Vincent van Gogh", ("Vincent", "van Gogh", "Vincent van Gogh")),
        ("Maria de la Cruz", ("Maria", "de la Cruz", "Maria de la Cruz")),
        ("Gabriel José García", ("Gabriel José", "García", "Gabriel José García")),
        ("Don Draper", ("Don", "Draper", "Don Draper")),
        ("Yo-Yo Ma", ("Yo-Yo", "Ma", "Yo-Yo Ma")),
        ("Rear Admiral Grace Hopper", ("Rear Admiral Grace", "Hopper", "Rear Admiral Grace Hopper")),
        ("Madonna", ("Madonna", "", "Madonna")),
        ("山田太郎", ("山田太郎", "", "山田太郎")),
        ("山田 太郎", ("太郎", "山田", "山田 太郎")),
        ("Анна Каренина", ("Анна", "Каренина", "Анна Каренина")),
        ("", ("", "", "")),
    ],
)
def test_a_full_name_has_parts(name: str, parts: tuple[str, str, str]) -> None:
    read = completed(name=name)
    assert (read.first, read.last, read.full) == parts


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("Prof. Dr. Ada Lovelace", ("Prof. Dr.", "", "", "Ada Lovelace")),
        ("Ada Lovelace, PhD", ("", "PhD", "", "Ada Lovelace")),
        ("Ada Lovelace, Ph.D., MBA", ("", "Ph.D., MBA", "", "Ada Lovelace")),
        ("Martin Luther King Jr.", ("", "Jr.", "", "Martin Luther King")),
        ("Ms Ada Lovelace III", ("Ms", "III", "", "Ada Lovelace")),
        ('William "Bill" Gates', ("", "", "Bill", "William Gates")),
        ("Elizabeth (Liz) Windsor", ("", "", "Liz", "Elizabeth Windsor")),
        ("Sam Smith (they/them)", ("", "", "", "Sam Smith")),
        ("Herr Müller", ("Herr", "", "", "Herr Müller")),
        ("M. Dupont", ("M.", "", "", "M. Dupont")),
        ("Lovelace, Dr. Ada", ("Dr.", "", "", "Ada Lovelace")),
    ],
)
def test_what_stands_beside_a_name_is_told_apart(name: str, beside: tuple[str, str, str, str]) -> None:
    read = completed(name=name)
    assert (read.prefix, read.suffix, read.preferred, read.full) == beside


def test_a_full_name_is_made_in_the_order_of_its_script() -> None:
    assert completed(first="太郎", last="山田").full == "山田太郎"
    assert completed(first="Ada", last="Lovelace").full == "Ada Lovelace"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("80k EUR", (80_000, "EUR")),
        ("$ 120,000", (120_000, "USD")),
        ("65.000 € p.a.", (65_000, "EUR")),
        ("CHF 110'000", (110_000, "CHF")),
        ("72500.50", (72_500, "")),
        ("1.2m", None),
        ("a lot", None),
        ("-5", None),
        ("50000 doubloons", None),
        ("", (None, "")),
    ],
)
def test_an_amount_may_name_its_currency(written: str, amount: tuple[int | None, str] | None) -> None:
    if amount is None:
        with pytest.raises(BadValue, match="is not an amount"):
            money(written)
    else:
        assert money(written) == amount


@pytest.mark.parametrize(
    ("written", "kept"),
    [("eur", "EUR"), ("€", "EUR"), ("Schweizer Franken", "CHF"), ("us dollar", "USD"), ("", "")],
)
def test_a_currency_has_many_names(written: str, kept: str) -> None:
    assert currency(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("120", "51-200"),
        ("51-200", "51-200"),
        ("51–200 employees", "51-200"),
        ("10,001+", "10001"),
        ("more than 10000", "10001"),
        ("1.5k", "1001-5000"),
        ("1", "1"),
        ("1 000 - 5 000", "1001-5000"),
        ("", ""),
    ],
)
def test_a_size_is_read_from_numbers_and_ranges(written: str, kept: str) -> None:
    assert size(written) == kept
    with pytest.raises(BadValue):
        size("large")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://www.Acme.com/about", "acme.com"),
        ("ada@acme.co.uk", "acme.co.uk"),
        ("ACME.com", "acme.com"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("", ""),
    ],
)
def test_a_domain_is_read_from_addresses_and_pages(written: str, kept: str) -> None:
    assert domain(written) == kept


@pytest.mark.parametrize("written", ["acme", "a b.com", "-acme.com", "localhost", "http://", "10.0.0.1"])
def test_what_is_no_domain_is_refused(written: str) -> None:
    with pytest.raises(BadValue, match="is not a domain"):
        domain(written)


def test_the_domain_of_a_mail_provider_says_nothing_about_work() -> None:
    assert domain_of("ada@acme.example") == "acme.example"
    assert [domain_of(address) for address in ("ada@gmail.com", "ada@gmx.de", "ada@qq.com", None)] == [""] * 4


def test_points_are_written_as_they_are_read() -> None:
    text = "a@x.example (work, verified); b@x.example (personal); c@x.example (risky); d@x.example"
    points = read_points("email", text)
    assert [(point.type, point.state) for point in points] == [
        ("work", "verified"), ("personal", ""), ("", "risky"), ("", "")
    ]  # fmt: skip
    assert said_points(points) == text
    assert [point.value for point in read_points("phone", "+49 (30) 901820 | 030 1234")] == ["+4930901820", "030 1234"]
    with pytest.raises(BadValue):
        read_points("email", "a@x.example (secret)")


@pytest.mark.parametrize(
    ("page", "site", "key"),
    [
        ("https://www.linkedin.com/in/Ada/?trk=x", "LinkedIn", "linkedin.com/in/ada"),
        ("http://github.com/ada/", "GitHub", "github.com/ada"),
        ("https://ada.example/Me?id=1", "ada.example", "ada.example/Me?id=1"),
    ],
)
def test_a_page_says_itself_where_it_is(page: str, site: str, key: str) -> None:
    assert (site_of(page), page_key(page)) == (site, key)


@given(st.text(max_size=60))
def test_no_text_makes_a_cleaner_stumble(written: str) -> None:
    cleaners = (
        line,
        address,
        phone,
        country,
        timezone,
        language,
        link,
        number,
        day,
        domain,
        size,
        money,
        currency,
        yes_no,
    )
    for clean in cleaners:
        try:
            kept = clean(written)
        except BadValue:
            continue
        assert kept is None or "\x00" not in str(kept)
