"""`{% load news %}`: how much is new."""

from django import template

from kindred.accounts.models import Member, Notification

register = template.Library()

#: Beyond this it says "99+".
_MOST = 100


@register.simple_tag
def unread(member: Member | None) -> str:
    """Return how many lines of news a member has not read, or nothing."""
    if member is None:
        return ""
    number = Notification.objects.of(member).unread()[:_MOST].count()
    return f"{_MOST - 1}+" if number == _MOST else str(number or "")
