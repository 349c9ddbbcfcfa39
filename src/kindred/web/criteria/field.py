"""Criteria as a field of a form."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.criteria.language import InvalidText, from_text
from kindred.web.criteria.nodes import Builder, given, is_empty, problems_of


@dataclass(frozen=True)
class Unread:
    """Text that could not be read as criteria, kept to be mended."""

    text: str
    why: str


class CriteriaWidget(forms.Widget):
    """The builder: a tree of conditions, or the same as text."""

    template_name = "criteria/_builder.html"
    workspace: Workspace
    #: Whether what there is to narrow by stands beside it, with counts.
    has_facets = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 (Django's signature)
        """Read the text, where it is being edited as such, else the document."""
        if f"{name}-text" in data:
            text = data[f"{name}-text"]
            try:
                document: dict[str, Any] | None = from_text(text, workspace=self.workspace)
            except InvalidText as fault:
                return Unread(text, fault.message)
        else:
            document = given(data.get(name, ""))
        return None if is_empty(document) else document

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 (Django's)
        """There may always be none."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Lay out the tree, each condition with what is wrong with it."""
        unread = value if isinstance(value, Unread) else None
        builder = Builder(
            workspace=self.workspace,
            document=value if isinstance(value, dict) else {},
            problems=problems_of(value) if isinstance(value, dict) else (),
        )
        shown = {
            "builder": builder,
            "document": builder.normal(),
            "unread": unread,
            "workspace": self.workspace,
            "has_facets": self.has_facets,
        }
        return super().get_context(name, value, attrs) | shown


class CriteriaField(forms.Field):
    """Criteria, or None for none; set its `workspace` before use."""

    widget = CriteriaWidget

    def __init__(self, *, has_facets: bool = False, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.widget.has_facets = has_facets

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
        if isinstance(value, Unread):
            raise ValidationError(value.why)
        if not value:
            return None
        if problems := problems_of(value):
            is_beside = any(path.count("/") > 1 for path, _text in problems)
            raise ValidationError(_("Complete or remove the marked conditions.") if is_beside else problems[0][1])
        return value
