"""Job titles as people write them."""

import pytest

from bench.taxonomy import HELD_OUT, SEEN, labelled_titles, share
from kindred.contacts.fields import DEPARTMENTS, SENIORITIES
from kindred.taxonomy.data_files import rows
from kindred.taxonomy.titles import read
from kindred.taxonomy.titles.level import RANKS


@pytest.mark.parametrize(
    ("title", "department", "seniority"),
    [
        ("VP, Growth Mktg", "marketing", "vp"),
        ("Sales Development Representative", "sales", "individual"),
        ("Account Executive", "sales", "individual"),
        ("Head of People", "hr", "head"),
        ("Vice Chancellor", "education", "c_level"),
        ("Senior Vice-President, Sales EMEA", "sales", "vp"),
        ("Chief Marketing & Growth Officer", "marketing", "c_level"),
        ("C.E.O.", "general_management", "c_level"),
        ("Software Engineer III", "engineering", "senior"),
        ("HR Business Partner", "hr", "individual"),
        ("Product Owner", "product", "individual"),
        ("Lead Generation Specialist", "marketing", "individual"),
        ("Marketing Manager Intern", "marketing", "intern"),
        ("Geschäftsführer", "general_management", "c_level"),
        ("Geschaeftsfuehrerin (m/w/d)", "general_management", "c_level"),
        ("Vertriebsleiter", "sales", "head"),
        ("Teamleiter Vertriebsinnendienst", "sales", "lead"),
        ("Softwareentwickler:in (m/w/d)", "engineering", "individual"),
        ("Zugbegleiter", "other", "individual"),
        ("Directrice des Ressources Humaines", "hr", "director"),
        ("Chargé(e) de recrutement", "hr", "individual"),
        ("Jefa de Ventas", "sales", "manager"),
        ("Amministratore Delegato", "general_management", "c_level"),
        ("Gerente de Comunicação e Marketing", "marketing", "manager"),
        ("Hoofd Marketing", "marketing", "head"),
        ("Verpleegkundige", "healthcare", "individual"),
    ],
)
def test_a_title_says_department_and_seniority(title: str, department: str, seniority: str) -> None:
    reading = read(title)
    assert (reading.department, reading.seniority) == (department, seniority), reading.why


@pytest.mark.parametrize(
    "title",
    [
        "Assistant to the CEO",
        "Executive Assistant to CEO & CFO",
        "CEO Assistant",
        "Assistentin der Geschäftsführung",
        "Vorstandsassistentin",
        "Assistante de direction",
        "Asistente de Dirección",
        "Directiesecretaresse",
    ],
)
def test_who_works_for_the_top_is_not_the_top(title: str) -> None:
    reading = read(title)
    assert (reading.department, reading.seniority) == ("operations", "individual"), reading.why


def test_of_several_jobs_the_highest_counts() -> None:
    assert read("Engineer | Co-Founder/CTO").seniority == "founder"
    assert read("Co-Founder/CTO").department == "engineering"


def test_a_former_job_does_not_count() -> None:
    assert read("former CEO, now Advisor").seniority == "individual"


@pytest.mark.parametrize("word", ["at", "@", "bei", "chez", "presso", "bij"])
def test_the_company_says_nothing(word: str) -> None:
    assert read(f"Nurse {word} Sales Directors GmbH") == read("Nurse")


@pytest.mark.parametrize("title", ["Einkäufer", "Einkäuferin", "Einkäufer/in", "Einkäufer*in (d/w/m)", "EINKAEUFER"])
def test_every_gender_and_spelling_of_a_title_reads_the_same(title: str) -> None:
    assert (read(title).department, read(title).seniority) == ("operations", "individual")


@pytest.mark.parametrize("title", ["", "   ", "—", "123", "💥", "\x00"])
def test_where_there_is_nothing_to_read_nothing_is_said(title: str) -> None:
    reading = read(title)
    assert (reading.department, reading.seniority, reading.why) == ("", "", "nothing to read")


def test_a_title_of_any_length_is_read() -> None:
    assert read("Director " * 5_000).seniority == "director"


def test_the_words_that_decided_are_told() -> None:
    assert read("Jefa de Ventas").why == "“jefa” says manager; “ventas” says sales"


def test_what_is_said_are_keys_of_the_fields_of_a_contact() -> None:
    assert {department for department, _, _ in rows("titles/departments.tsv")} == {key for key, _ in DEPARTMENTS}
    assert set(RANKS) == {key for key, _ in SENIORITIES}
    assert {level for level, _ in rows("titles/levels.tsv")} == set(RANKS)


@pytest.mark.parametrize("which", [SEEN, HELD_OUT])
def test_the_labelled_titles_are_read_as_right_as_is_promised(which: str) -> None:
    right = [one.is_right for one in labelled_titles(which)]
    assert len(right) >= 1_000
    assert share([seniority for _, seniority in right]) >= 0.95
    assert share([department for department, _ in right]) >= 0.90


def test_no_title_is_both_seen_and_held_out() -> None:
    assert not {one.title for one in labelled_titles(SEEN)} & {one.title for one in labelled_titles(HELD_OUT)}
