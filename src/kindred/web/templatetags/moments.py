"""`{% load moments %}`: times in few words, where a card has no room for more."""

from datetime import datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kindred.kit.clock import utc_now

register = template.Library()


@register.filter
def soon(moment: datetime | None) -> str:
    """Say when something comes: "now", "in 20 min", "in 5 h", "in 3 d", then the date."""
    if moment is None:
        return ""
    left = moment - utc_now()
    if left < timedelta(minutes=1):
        return _("now")
    if left < timedelta(hours=1):
        return _("in %(n)d min") % {"n": left // timedelta(minutes=1)}
    if left < timedelta(days=1):
        return _("in %(n)d h") % {"n": left // timedelta(hours=1)}
    if left < timedelta(days=14):
        return _("in %(n)d d") % {"n": left // timedelta(days=1)}
    return date_format(localtime(moment), "MONTH_DAY_FORMAT")
