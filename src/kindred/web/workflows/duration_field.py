"""A length of time in a form: a number and a unit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

UNITS = (("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days")))


class DurationWidget(forms.MultiWidget):
    """A number beside a choice of units."""

    template_name = "workflows/_duration.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = forms.NumberInput(attrs={"min": 0, "max": 100_000, "inputmode": "numeric"})
        super().__init__({"amount": number, "unit": forms.Select({"aria-label": _("Unit of time")}, UNITS)}, attrs)

    def id_for_label(self, id_: str) -> str:
        """Let the label stand for the number."""
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: Any) -> list[Any]:
        """Part a duration of the workflow format into its two inputs."""
        return [value.get("amount"), value.get("unit", "days")] if value else [None, "days"]


class DurationField(forms.MultiValueField):
    """A length of time as the workflow format has it: {"amount": 2, "unit": "days"}."""

    widget = DurationWidget

    def __init__(self, *, required: bool = True, **kwargs: Any) -> None:
        fields = (
            forms.IntegerField(min_value=0, max_value=100_000, required=required),
            forms.ChoiceField(choices=UNITS, required=False),
        )
        super().__init__(fields, require_all_fields=False, required=required, **kwargs)

    def compress(self, data_list: list[Any]) -> dict[str, Any] | None:
        """Join the two inputs; nothing where no number was given."""
        if not data_list or data_list[0] in (None, ""):
            return None
        return {"amount": data_list[0], "unit": data_list[1] or "days"}
