"""`{% load kindred %}`: icons, badges, fields and the other components of docs/interface.md."""

import zlib
from datetime import date
from json import dumps
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

#: What a state means to the person who reads it. Whatever is not here is plain.
TONES = {
    "accepted": "good",
    "active": "info",
    "bounced": "bad",
    "claimed": "info",
    "completed": "good",
    "deferred": "warn",
    "done": "good",
    "failed": "bad",
    "handed_over": "info",
    "overdue": "bad",
    "paused": "warn",
    "published": "good",
    "queued": "wait",
    "replied": "good",
    "running": "info",
    "uncertain": "warn",
    "undoing": "info",
    "unsubscribed": "warn",
    "waiting": "wait",
}

_HUES = 8
#: What a line is drawn in; it is stretched to the room there is.
_CHART_WIDTH, _CHART_HEIGHT = 320, 80


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon of frontend/icons.txt; with a label it speaks, without one it is silent."""
    sprite = f"{static('dist/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" data-size="{}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            size,
            label,
            sprite,
        )
    return format_html('<svg class="icon" data-size="{}" aria-hidden="true"><use href="{}"></use></svg>', size, sprite)


@register.filter
def tone(state: object) -> str:
    """Tell the tone of a state: good, info, wait, warn, bad or plain."""
    return TONES.get(str(state), "plain")


@register.filter
def message_tone(level: str) -> str:
    """Tell the tone of one of Django's messages by its level."""
    return {"success": "good", "warning": "warn", "error": "bad"}.get(level, "info")


@register.filter
def json(value: object) -> str:
    """Write a value as JSON for a data attribute: `data-combobox-options-value="{{ people|json }}"`."""
    return dumps(value, cls=DjangoJSONEncoder)


@register.filter
def hue(name: object) -> int:
    """Give a name one of the eight hues, the same every time."""
    return zlib.crc32(str(name).encode()) % _HUES


@register.simple_tag
def badge(text: object, tone: str = "plain", icon_name: str = "") -> SafeString:
    """Show a word in a tone; a hidden icon may go before it."""
    return format_html(
        '<span class="badge" data-tone="{}">{}{}</span>', tone, icon(icon_name) if icon_name else "", text
    )


@register.simple_tag
def status(state: object, label: object = "") -> SafeString:
    """Show a state as a badge in its own tone: `{% status cohort.status cohort.get_status_display %}`."""
    return badge(label or str(state).replace("_", " ").capitalize(), tone=tone(state))


@register.simple_tag
def avatar(person: object, size: str = "", shape: str = "") -> SafeString:
    """Draw a person's (or workspace's) initials; silent, for the name stands beside it."""
    words = str(person).replace("@", " ").split()
    initials = (words[0][:1] + words[-1][:1] if len(words) > 1 else words[0][:2]) if words else "?"
    return format_html(
        '<span class="avatar" data-hue="{}" data-size="{}" data-shape="{}" aria-hidden="true">{}</span>',
        hue(person),
        size,
        shape,
        initials,
    )


@register.inclusion_tag("components/_field.html")
def field(bound: BoundField, label: str = "", help: str | None = None, **attrs: Any) -> dict[str, Any]:  # noqa: A002
    """Show a form field with its label, help and errors; further arguments become attributes of the input.

    An underscore in an attribute's name is written as a hyphen.
    """
    widget = bound.field.widget
    help_text = bound.help_text if help is None else help
    described = [f"{bound.auto_id}_help"] if help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attributes = {name.replace("_", "-"): value for name, value in attrs.items()}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attributes),
        "label": label or bound.label,
        "help": help_text,
        "is_choice": isinstance(widget, CheckboxInput),
        "is_group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "is_optional": not bound.field.required,
    }


@register.inclusion_tag("components/_progress.html")
def progress(done: int | None, total: int | None, label: str = "") -> dict[str, Any]:
    """Show how far a job is; with no total it only shows that it runs."""
    return {"done": done or 0, "total": total, "label": label, "percent": 100 * (done or 0) // total if total else None}


@register.simple_block_tag
def empty(content: str, icon_name: str, title: str, text: str = "") -> str:
    """Say that nothing is here yet and what to do; the block holds the buttons."""
    context = {"icon_name": icon_name, "title": title, "text": text, "actions": SafeString(content.strip())}
    return render_to_string("components/_empty.html", context)


@register.simple_block_tag
def notice(content: str, tone: str = "info", icon_name: str = "info") -> str:
    """Show a message that stays on the page."""
    return render_to_string("components/_notice.html", {"tone": tone, "icon_name": icon_name, "content": content})


@register.simple_block_tag
def menu(content: str, label: str = "", icon_name: str = "", variant: str = "outline", align: str = "start") -> str:
    """Put a button that opens a menu; the block holds `role="menuitem"` links and buttons. An icon alone needs a label."""
    return render_to_string(
        "components/_menu.html",
        {"label": label or _("More"), "icon_name": icon_name, "variant": variant, "align": align, "content": content},
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str, size: str = "", open: bool = False) -> str:  # noqa: A002, FBT001, FBT002
    """Put a dialog that `<button commandfor="id" command="show-modal">` opens; the block is its body."""
    return render_to_string(
        "components/_dialog.html", {"id": id, "title": title, "size": size, "is_open": open, "content": content}
    )


@register.inclusion_tag("components/_pager.html", takes_context=True)
def pager(context: template.Context, previous: str = "", next: str = "", summary: str = "") -> dict[str, Any]:  # noqa: A002
    """Show the way to the previous and next page: both are the query values of a page's edges, or empty."""
    return {"request": context["request"], "previous": previous, "next": next, "summary": summary}


@register.inclusion_tag("components/_stepper.html")
def stepper(steps: list[dict[str, Any]], current: int) -> dict[str, Any]:
    """Show the steps of a wizard: dictionaries with `label` and, where one may go, `url`; `current` counts from 1."""
    return {"steps": steps, "current": current}


@register.inclusion_tag("components/_step_bar.html")
def step_bar(counts: list[tuple[str, int]]) -> dict[str, Any]:
    """Draw how many stand at each step as one line of coloured parts."""
    total = sum(count for _name, count in counts) or 1
    parts, start = [], 0.0
    for place, (_name, count) in enumerate(counts):
        width = 100 * count / total
        parts.append({"hue": place % _HUES, "start": f"{start:.2f}", "width": f"{max(width - 0.6, 0):.2f}"})
        start += width
    return {"parts": parts, "label": ", ".join(f"{name}: {count}" for name, count in counts)}


@register.inclusion_tag("components/_line_chart.html")
def line_chart(points: list[tuple[date, int]], label: str) -> dict[str, Any]:
    """Draw numbers over days as one line, with the same in a table: `{% line_chart sizes label %}`."""
    top = max([number for _day, number in points] + [1])
    first, last = (points[0][0], points[-1][0]) if points else (date.min, date.min)
    span = (last - first).days or 1
    # A single day is a level line: a point would not be seen.
    spots = [((day - first).days, number) for day, number in points] + [(span, points[-1][1]) for _one in points[:1]]
    drawn = " ".join(f"{_CHART_WIDTH * at / span:.1f},{_CHART_HEIGHT * (1 - n / top):.1f}" for at, n in spots)
    return {
        "label": label,
        "points": points[::-1],
        "drawn": drawn,
        "top": top,
        "first": first,
        "last": last,
        "width": _CHART_WIDTH,
        "height": _CHART_HEIGHT,
    }
