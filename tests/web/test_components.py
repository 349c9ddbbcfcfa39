"""The components: what they say to those who see them and to those who do not."""

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src/kindred/web/templates"


class CohortForm(forms.Form):
    """A form with one of each."""

    name = forms.CharField(help_text="Shown on the board.")
    note = forms.CharField(required=False)
    stop = forms.BooleanField(required=False)


def shown(source: str, **context: object) -> str:
    return Template("{% load kindred %}" + source).render(Context(context))


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in shown("{% icon 'check' %}")
    assert 'role="img" aria-label="Done"' in shown("{% icon 'check' label='Done' %}")


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    known = set((ROOT / "frontend/icons.txt").read_text().split())
    sources = [*TEMPLATES.rglob("*.html"), *(ROOT / "src/kindred").rglob("*.py")]
    named = {name for path in sources for name in re.findall(r"(?:% icon |icon_name=)[\"']([\w-]+)", path.read_text())}
    assert named - known == set()


def test_every_behaviour_that_is_named_has_a_controller() -> None:
    known = {path.stem for path in (ROOT / "frontend/src/controllers").glob("*.ts")}
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for names in re.findall(r'data-controller="([^"{]+)"', path.read_text())
        for name in names.split()
    }
    assert named - known == set()


def test_no_page_has_a_script_or_a_style_of_its_own() -> None:
    for path in TEMPLATES.rglob("*.html"):
        page = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|js:|<script(?![^>]*\ssrc=)", page), path


def test_a_field_ties_its_help_and_its_error_to_the_control() -> None:
    html = shown("{% field form.name %}", form=CohortForm({"name": ""}))
    assert 'aria-describedby="id_name_help id_name_error"' in html
    assert 'id="id_name_help"' in html
    assert 'id="id_name_error"' in html
    assert "This field is required." in html


def test_a_field_says_that_it_may_be_left_empty() -> None:
    form = CohortForm()
    assert "optional" in shown("{% field form.note %}", form=form)
    assert "optional" not in shown("{% field form.name %}{% field form.stop %}", form=form)


def test_what_people_wrote_is_shown_as_text() -> None:
    html = shown(
        "{% avatar name %}{% badge name %}{% status name name %}{% empty 'users' name %}{% endempty %}", name="<b>x"
    )
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("name", "initials"), [("Ada Lovelace", "AL"), ("ada@acme.example", "aa"), ("王", "王"), ("", "?")]
)
def test_an_avatar_shows_the_initials(name: str, initials: str) -> None:
    assert f">{initials}</span>" in shown("{% avatar name %}", name=name)


def test_a_name_keeps_its_hue() -> None:
    assert shown("{{ name|hue }}", name="backend") == shown("{{ name|hue }}", name="backend")


def test_a_job_of_unknown_length_shows_that_it_runs() -> None:
    assert "value=" not in shown("{% progress 0 None 'Counting' %}")
    assert 'value="430" max="1000"' in shown("{% progress 430 1000 'Importing' %}")


def test_the_first_page_is_light() -> None:
    dist = ROOT / "src/kindred/web/static/dist"
    sizes = (len(gzip.compress(path.read_bytes())) for path in dist.iterdir())
    assert sum(sizes) < 150_000
