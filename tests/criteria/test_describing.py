"""Criteria as people would say them."""

import pytest

from kindred.criteria.describing import describe
from kindred.criteria.language import from_text, parse


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("everybody", "everybody"),
        (
            "department = marketing and seniority in (vp, director) and region = Europe and skills any (react, node.js)",
            "Marketing VPs or directors in Europe who know react or node.js",
        ),
        (
            "skills none (unity) and last_contacted_at not in the last 90 days",
            "people who do not know unity and who have not been contacted for 90 days",
        ),
        ("country = DE and city = Berlin", "people in DE, Berlin"),
        ("seniority = founder and company = Acme", "founders or owners at Acme"),
        ("kinds any (candidate) and tags any (a, b)", "candidates who are tagged a or b"),
        ("seniority = vp and seniority = lead", "VPs whose seniority is Lead"),
        (
            "seniority != vp and message.replied never",
            "people whose seniority is not VP (or not known) and who have never replied",
        ),
        ("seniority = vp or skills all (a, b)", "people either whose seniority is VP or who know a and b"),
        (
            "seniority = vp and (skills any (a) or (tags any (b) and city = Rome))",
            "VPs either who know a or (who are tagged b and whose city is “Rome”)",
        ),
        ("seniority = vp and not skills any (a)", "VPs except those who know a"),
        (
            "seniority = vp top 10 by salary_expectation",
            "the 10 with the highest Salary expectation (a year) of: VPs",
        ),
        ("message.sent never in the last 90 days", "people who have not been written to in the last 90 days"),
        ("message.clicked at least 2 times", "people who have clicked a link at least 2 times"),
        ("cohort.left happened", "people for whom “Left a cohort” has happened"),
        ("within 50 km of (52.5, 13.4)", "people who are within 50 km of 52.5, 13.4"),
        (
            "in segment our-vps and sample 10%",
            "people who are in segment “our-vps” and who are in a random sample of 10%",
        ),
    ],
)
def test_criteria_are_said_as_people_say_them(text: str, said: str) -> None:
    assert describe(parse(from_text(text))) == said
