"""How an answer to htmx differs from one to a browser's own navigation."""

import json
from collections.abc import Callable

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

_TONES = {messages.SUCCESS: "good", messages.WARNING: "warn", messages.ERROR: "bad"}


class HtmxAnswers:
    """Middleware: for htmx, a redirect moves the whole page, and messages become toasts.

    So a view says `redirect(…)` and `messages.success(…)` without asking who wants to know.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.headers.get("HX-Request") != "true":
            return response
        if response.status_code in {301, 302, 303, 307}:
            return _moved_to(response)
        _show_messages(request, response)
        return response


def _moved_to(redirect: HttpResponseBase) -> HttpResponse:
    """Turn a redirect, which fetch would follow and swap in, into htmx's own; messages stay for the next page."""
    answer = HttpResponse(headers={"HX-Redirect": redirect.headers["Location"]})
    answer.cookies = redirect.cookies
    return answer


def _show_messages(request: HttpRequest, response: HttpResponseBase) -> None:
    """Hand the waiting messages to the toasts controller; what the page already showed is no longer waiting."""
    waiting = [_toast(message) for message in messages.get_messages(request)]
    if waiting:
        response.headers["HX-Trigger"] = _joined(response.headers.get("HX-Trigger", ""), {"toast": {"all": waiting}})


def _toast(message: Message) -> dict[str, object]:
    """Return a message as the toasts controller takes it; its extra tag is the address where the act is undone."""
    toast: dict[str, object] = {"text": str(message), "tone": _TONES.get(message.level, "info")}
    if not message.extra_tags:
        return toast
    return toast | {"offer": {"label": _("Undo"), "event": "undo", "detail": {"url": message.extra_tags}}}


def _joined(trigger: str, more: dict[str, object]) -> str:
    """Add events to an HX-Trigger header, which is either JSON or names parted by commas."""
    if trigger.startswith("{"):
        return json.dumps(json.loads(trigger) | more)
    return json.dumps({name.strip(): {} for name in trigger.split(",") if name.strip()} | more)
