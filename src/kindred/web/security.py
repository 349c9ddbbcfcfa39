"""What a browser may do on our pages, and on the pages that show what strangers wrote."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_STRANGERS_POLICY = "; ".join(
    (
        "sandbox allow-popups allow-popups-to-escape-sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)


class ContentSecurityPolicy:
    """Middleware: scripts, styles and frames come from us alone, and nothing written in a page runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        return response


def strangers_page(html: str) -> HttpResponse:
    """Answer with HTML that someone else wrote, to be shown inside an `<iframe sandbox>` of ours.

    No script runs, nothing is loaded from elsewhere (so that opening a mail tells nobody), and its styles stay inside.
    """
    response = HttpResponse(html)
    response["Content-Security-Policy"] = _STRANGERS_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
