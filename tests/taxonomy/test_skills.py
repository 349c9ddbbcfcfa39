"""Skills as people write them."""

import pytest

from kindred.taxonomy.data_files import rows
from kindred.taxonomy.skills import families, family_of, read, skills_of_family
from kindred.taxonomy.skills.register import by_key, key_of


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("React", "React"),
        ("React.js", "React"),
        ("ReactJS", "React"),
        ("react js", "React"),
        ("React Native", "React Native"),
        ("Node", "Node.js"),
        ("NodeJS", "Node.js"),
        ("C", "C"),
        ("C++", "C++"),
        ("C#", "C#"),
        ("c sharp", "C#"),
        ("Unity 3D", "Unity"),
        ("Golang", "Go"),
        ("JS", "JavaScript"),
        ("Java", "Java"),
        ("k8s", "Kubernetes"),
        (".NET", ".NET"),
        ("dotnet", ".NET"),
        ("MS Excel", "Microsoft Excel"),
        ("Excel (advanced)", "Microsoft Excel"),
        ("English: fluent", "English"),
        ("gute Englischkenntnisse", "English"),
        ("5 years Python", "Python"),
        ("Python 3.11", "Python"),
        ("Kundenservice", "Customer service"),
        ("Personalgewinnung", "Recruiting"),
        ("Soudure", "Welding"),
    ],
)
def test_a_skill_has_one_name_however_it_is_written(text: str, skill: str) -> None:
    reading = read(text)
    assert reading.skill == skill
    assert reading.is_known


@pytest.mark.parametrize("pair", [("React", "React Native"), ("C", "C++"), ("C++", "C#"), ("Java", "JavaScript")])
def test_what_looks_alike_and_is_not_stays_apart(pair: tuple[str, str]) -> None:
    one, other = pair
    assert read(one).skill != read(other).skill


@pytest.mark.parametrize("text", ["Underwater basket weaving", "", "   ", "💥", "(", "5 years", "x" * 5_000])
def test_a_skill_that_is_not_known_keeps_its_words(text: str) -> None:
    reading = read(text)
    assert not reading.is_known
    assert reading.skill == " ".join(text.split())[:200]
    assert reading.why


def test_a_family_holds_its_skills_and_a_skill_knows_its_family() -> None:
    assert "React" in skills_of_family("frontend")
    assert family_of("reactjs") == "frontend"
    assert family_of("Underwater basket weaving") == ""
    assert skills_of_family("nonsense") == ()


def test_there_are_skills_enough_each_in_a_family_and_no_name_is_given_twice() -> None:
    listed = list(rows("skills/skills.tsv"))
    assert len(listed) >= 1_500
    assert {family for family, _, _ in listed} == set(families())
    own = [key_of(name) for _, name, _ in listed]
    assert len(own) == len(set(own))
    for _, name, others in listed:
        for other in filter(None, others.split("|")):
            assert by_key()[key_of(other)].name == name, f"{other} is two skills"
