"""`{% load moments %}`: times as people say them, with the exact moment to be read on hover."""

from datetime import datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindred.kit.clock import utc_now

register = template.Library()

_WEEK = timedelta(days=7)
_MINUTE = timedelta(minutes=1)


@register.filter
def ago(moment: datetime | None) -> SafeString | str:
    """Say how long ago something was: "3 days ago"; beyond a week, the day itself."""
    if moment is None:
        return ""
    past = utc_now() - moment
    if past < _MINUTE:
        return _exactly(moment, _("just now"))
    return _exactly(moment, _("%(span)s ago") % {"span": _span(past)} if past < _WEEK else _day(moment))


@register.filter
def ahead(moment: datetime | None) -> SafeString | str:
    """Say when something will be: "in 3 days"; beyond a week, the day itself; what is past, that it is."""
    if moment is None:
        return ""
    left = moment - utc_now()
    if abs(left) < _MINUTE:
        return _exactly(moment, _("now"))
    if left < timedelta(0):
        return _exactly(moment, _("overdue by %(span)s") % {"span": _span(-left)})
    return _exactly(moment, _("in %(span)s") % {"span": _span(left)} if left < _WEEK else _day(moment))


@register.filter
def soon(moment: datetime | None) -> str:
    """Say when something comes: "now", "in 20 min", "in 5 h", "in 3 d", then the date."""
    if moment is None:
        return ""
    left = moment - utc_now()
    if left < _MINUTE:
        return _("now")
    if left < timedelta(hours=1):
        return _("in %(n)d min") % {"n": left // _MINUTE}
    if left < timedelta(days=1):
        return _("in %(n)d h") % {"n": left // timedelta(hours=1)}
    if left < timedelta(days=14):
        return _("in %(n)d d") % {"n": left // timedelta(days=1)}
    return date_format(localtime(moment), "MONTH_DAY_FORMAT")


@register.filter
def moment(moment: datetime | None) -> SafeString | str:
    """Say when something was: the time, and the day unless it is today."""
    if moment is None:
        return ""
    local = localtime(moment)
    clock = date_format(local, "H:i")
    return _exactly(moment, clock if local.date() == localdate() else f"{_day(moment)}, {clock}")


def _exactly(moment: datetime, said: str) -> SafeString:
    """Return what is said, with the exact moment behind it."""
    local = localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(), date_format(local, "l, j F Y, H:i"), said
    )


def _span(span: timedelta) -> str:
    """Say a span of time by its largest unit."""
    if span < timedelta(hours=1):
        number = span // _MINUTE
        return ngettext("%(n)d minute", "%(n)d minutes", number) % {"n": number}
    if span < timedelta(days=1):
        number = span // timedelta(hours=1)
        return ngettext("%(n)d hour", "%(n)d hours", number) % {"n": number}
    return ngettext("%(n)d day", "%(n)d days", span.days) % {"n": span.days}


def _day(moment: datetime) -> str:
    """Say a day, with its year unless it is this one."""
    local = localtime(moment)
    return date_format(local, "j M" if local.year == localdate().year else "j M Y")
