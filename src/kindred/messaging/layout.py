"""The body of a mail: what a person wrote, made safe, on a plain sheet with the footer that law and courtesy ask for."""

import re
from functools import cache
from html import escape

import css_inline
import nh3
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from inscriptis import get_text
from inscriptis.model.config import ParserConfig

_TAGS = {
    "a", "b", "blockquote", "br", "center", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "img", "ins",
    "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "u", "ul",
}  # fmt: skip
_ON_ALL = {"align", "dir", "lang", "style", "title"}
_ATTRIBUTES = {
    "*": _ON_ALL,
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height", "border"},
    "ol": {"start", "type"},
    "table": {"width", "border", "cellpadding", "cellspacing", "bgcolor", "role"},
    "td": {"width", "height", "colspan", "rowspan", "valign", "bgcolor"},
    "th": {"width", "height", "colspan", "rowspan", "valign", "bgcolor"},
}
#: Nothing that fetches, moves out of its place or covers the rest.
_STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius",
    "border-right", "border-spacing", "border-top", "color", "display", "font-family", "font-size", "font-style",
    "font-weight", "height", "letter-spacing", "line-height", "list-style-type", "margin", "margin-bottom", "margin-left",
    "margin-right", "margin-top", "max-width", "min-width", "padding", "padding-bottom", "padding-left", "padding-right",
    "padding-top", "text-align", "text-decoration", "text-transform", "vertical-align", "white-space", "width",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}

_BLOCKS = re.compile(r"<(p|div|br|table|ul|ol|h[1-6]|blockquote|pre|hr|center)\b", re.IGNORECASE)
_STYLE_SHEET = re.compile(r"<style\b", re.IGNORECASE)

_FONT = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
_SHEET = f"""<!doctype html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{subject}}</title>
</head>
<body style="margin:0; padding:0;">
<div style="max-width:600px; margin:0; padding:16px; font-family:{_FONT}; font-size:15px; line-height:1.5;">
{{body}}
{{footer}}</div>
</body>
</html>
"""
_FOOTER = '<div style="margin-top:32px; font-size:12px; line-height:1.4; color:#6b6b6b;">{}</div>\n'


def cleaned(html: str) -> str:
    """Return a body without anything that could run, fetch or deceive; plain text becomes paragraphs."""
    if not _BLOCKS.search(html):
        html = linebreaks(html)
    if _STYLE_SHEET.search(html):
        html = _inliner().inline_fragment(html, "")
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        filter_style_properties=_STYLES,
        clean_content_tags={"script", "style", "title", "svg", "math", "template", "noscript", "iframe", "object"},
        link_rel=None,
    )


def sheet(body: str, *, subject: str, postal_address: str, unsubscribe_url: str, language: str = "en") -> str:
    """Return the whole HTML document around a cleaned body."""
    lines = [escape(line) for line in postal_address.splitlines() if line.strip()]
    if unsubscribe_url and escape(unsubscribe_url) not in body:
        link = f'<a href="{escape(unsubscribe_url)}" style="color:#6b6b6b;">{escape(_("Unsubscribe"))}</a>'
        lines.append(link)
    footer = _FOOTER.format("<br>\n".join(lines)) if lines else ""
    return _SHEET.format(language=escape(language), subject=escape(subject), body=body, footer=footer)


def plain(html: str) -> str:
    """Return the text of a document, its links written out."""
    lines = (line.rstrip() for line in get_text(html, ParserConfig(display_links=True)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


@cache
def _inliner() -> css_inline.CSSInliner:
    """Return the tool that moves style sheets into style attributes; it loads nothing from anywhere."""
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_link_tags=False)
