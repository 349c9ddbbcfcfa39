"""What keeps the house standing and import-linter cannot see."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignObject
from django.urls import get_resolver
from django.utils.module_loading import import_string
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kindred
from kindred.config.followers import FOLLOWERS
from kindred.config.work import WORK

HOUSE = Path(kindred.__file__).parent
ROOMS = sorted(path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists())
BANNED_NAMES = {"services.py", "selectors.py", "utils.py", "helpers.py", "managers.py", "tasks.py", "common", "core"}
INTERFACE = {"config", "web", "cli"}
HTTP = ("django.http", "django.shortcuts", "django.template", "django.urls")


def floors() -> dict[str, int]:
    """Return each room's floor, the lowest being 0, as the import contract has it."""
    contract = ConfigParser()
    contract.read(HOUSE.parents[1] / ".importlinter")
    layers = contract["importlinter:contract:floors"]["layers"].split("\n")
    stack = [[room.strip() for room in layer.split("|")] for layer in reversed(layers) if layer]
    return {room: floor for floor, rooms in enumerate(stack) for room in rooms}


def references() -> Iterator[tuple[str, str, str]]:
    """Yield every foreign key and many-to-many of ours: the room it is in, the room it points to, and its name."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, ForeignObject) and model.__module__.startswith("kindred."):
                target = field.related_model
                if target.__module__.startswith("kindred."):
                    yield model._meta.app_label, target._meta.app_label, str(field)


def test_a_reference_points_to_its_own_room_or_to_a_lower_floor() -> None:
    floor = floors()
    upward = [
        f"{name} → {target}"
        for source, target, name in references()
        if source != target and floor[target] >= floor[source]
    ]
    assert not upward


def test_every_follower_and_every_piece_of_work_can_be_called() -> None:
    paths = [path for followers in FOLLOWERS.values() for path in followers] + list(WORK)
    assert [path for path in paths if not callable(import_string(path))] == []


def test_no_file_bears_a_name_that_says_nothing() -> None:
    named = [path.relative_to(HOUSE) for path in HOUSE.rglob("*") if path.name in BANNED_NAMES]
    # What people have to do is a noun of the product, and has screens.
    assert [path for path in named if not (path.name == "tasks.py" and path.parts[0] == "web")] == []


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in INTERFACE])
def test_below_the_screens_nothing_knows_of_http(room: str) -> None:
    knowing = {
        f"{path.relative_to(HOUSE)} imports {module}"
        for path in (HOUSE / room).rglob("*.py")
        for module in imported(path)
        if module.startswith(HTTP)
    }
    assert not knowing


def imported(path: Path) -> Iterator[str]:
    """Yield what a file imports, by full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_what_is_imported_is_a_dependency_of_ours_and_not_of_another_package_only() -> None:
    project = tomllib.loads((HOUSE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    packages = packages_distributions()
    undeclared = {
        f"{path.relative_to(HOUSE)} imports {top}"
        for path in HOUSE.rglob("*.py")
        for top in {module.partition(".")[0] for module in imported(path)} - sys.stdlib_module_names - {"kindred"}
        if not declared & {canonicalize_name(name) for name in packages.get(top, ())}
    }
    assert not undeclared


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_for(room: str) -> None:
    purpose = import_module(f"kindred.{room}").__doc__
    assert purpose
    assert purpose.strip().endswith(".")


def test_every_template_that_is_included_or_extended_is_there() -> None:
    templates = HOUSE / "web" / "templates"
    asked = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
    missing = {
        f"{path.relative_to(templates)} asks for {name}"
        for path in templates.rglob("*.html")
        for name in asked.findall(path.read_text(encoding="utf-8"))
        if not (templates / name).exists()
    }
    assert not missing


def test_every_address_a_template_names_is_there() -> None:
    templates = HOUSE / "web" / "templates"
    named = re.compile(r"""{%\s*url\s+["']([^"':]+)["']""")
    known = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    missing = {
        f"{path.relative_to(templates)} names {name}"
        for path in templates.rglob("*.html")
        for name in named.findall(path.read_text(encoding="utf-8"))
        if name not in known
    }
    assert not missing
