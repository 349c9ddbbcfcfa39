"""Criteria as a field of a form."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.language import parse, say
from kindred.web.criteria.rows import Subjects, beside, document_of, match_of


class CriteriaWidget(forms.Widget):
    """Rows of conditions; criteria that rows cannot show are read aloud and kept as they are."""

    template_name = "criteria/_builder.html"
    workspace: Workspace

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 (Django's signature)
        """Read the rows, or the criteria that were kept."""
        if kept := data.get(f"{name}-kept"):
            return _read(kept)
        return document_of(Subjects.of(self.workspace).posted(data, name), data.get(f"{name}-match", "all"))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 (Django's)
        """Rows may always be none."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Lay out the rows, each with what is wrong with it."""
        subjects = Subjects.of(self.workspace)
        rows = subjects.of_document(name, value)
        shown = {
            "rows": beside(rows or [], _problems(value)),
            "subjects": subjects.by_key.values(),
            "match": match_of(value),
            "said": "" if rows is not None else say(value, workspace=self.workspace),
            "kept": "" if rows is not None else json.dumps(value),
            "workspace": self.workspace,
        }
        return super().get_context(name, value, attrs) | shown


class CriteriaField(forms.Field):
    """Criteria, or None for none; set its `workspace` before use."""

    widget = CriteriaWidget

    @property
    def workspace(self) -> Workspace:
        """The workspace whose contacts are asked about."""
        return self.widget.workspace

    @workspace.setter
    def workspace(self, workspace: Workspace) -> None:
        self.widget.workspace = workspace

    def clean(self, value: Any) -> Any:
        """Return the criteria, which can be read.

        Raises ValidationError.
        """
        if not value:
            return None
        if problems := _problems(value):
            text = _("Complete or remove the marked conditions.")
            raise ValidationError(text if len(value.get("all", value.get("any", ()))) else problems[0][1])
        return value


def _problems(value: Any) -> list[tuple[str, str]]:
    """Return what is wrong with criteria."""
    try:
        parse(value or {})
    except InvalidCriteria as invalid:
        return invalid.problems
    return []


def _read(kept: str) -> Any:
    """Read criteria that went through the form unseen."""
    try:
        return json.loads(kept)
    except json.JSONDecodeError:
        return None
