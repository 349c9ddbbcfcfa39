"""The language of templates: Liquid without its sharp edges."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.exceptions import FilterError, LiquidError, UndefinedError

from kindred.messaging.errors import UnwritableMessage

#: The most that one filter may return, and that one message may hold.
_LONGEST_VALUE = 20_000
_LONGEST_OUTPUT = 500_000
#: `safe` would let a contact's field through as HTML; the others make code of text.
_TAKEN_AWAY = ("safe", "escapejs")
#: There are no files to include.
_TAGS_TAKEN_AWAY = ("include", "render")


class _Liquid(Environment):
    """Liquid with its limits switched on."""

    loop_iteration_limit = 500
    local_namespace_limit = 100_000
    output_stream_limit = _LONGEST_OUTPUT
    context_depth_limit = 20

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Take away what is not needed, and bound what the rest returns."""
        super().setup_tags_and_filters(extra=extra)
        for name in _TAKEN_AWAY:
            del self.filters[name]
        for name in _TAGS_TAKEN_AWAY:
            del self.tags[name]
        for name, apply in self.filters.items():
            self.filters[name] = _bounded(name, apply)


def _bounded(name: str, apply: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that refuses to grow a value without measure; a chain of them could fill the memory."""

    @functools.wraps(apply)
    def inner(value: Any, *args: Any, **more: Any) -> Any:
        if name != "size" and max(map(_size, (value, *args))) > _LONGEST_VALUE:
            raise FilterError(_("%s cannot take this much") % name, token=None)
        if name in {"replace", "join"} and _size(value) * max(map(_size, args), default=0) > _LONGEST_OUTPUT:
            raise FilterError(_("%s would make this too long") % name, token=None)
        result = apply(value, *args, **more)
        if _size(result) > _LONGEST_VALUE:
            raise FilterError(_("%s makes this too long") % name, token=None)
        return result

    return inner


def _size(value: Any) -> int:
    """Return how much there is of a value."""
    if isinstance(value, int):
        return value.bit_length() // 8
    return len(value) if isinstance(value, str | list | tuple | dict | range) else 1


_TEXT = _Liquid(undefined=StrictUndefined)
_HTML = _Liquid(undefined=StrictUndefined, autoescape=True)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong in a template, and where."""

    #: "subject" or "html".
    field: str
    line: int
    message: str

    def __str__(self) -> str:
        place = _("subject") if self.field == "subject" else _("line %d") % self.line
        return f"{place}: {self.message}"


def render(source: str, context: Mapping[str, Any], *, html: bool) -> str:
    """Return the text with the contact's values in place; in HTML the values are escaped.

    Raises UnwritableMessage, which says what is wrong and in which line.
    """
    try:
        return _parsed(source, html=html).render(**context)
    except LiquidError as error:
        raise UnwritableMessage(_said(error, source)) from error
    except Exception as error:
        raise UnwritableMessage(_("The template cannot be filled in: %s") % error) from error


def problems(source: str, *, field: str, known: Mapping[str, Any]) -> Iterator[Problem]:
    """Find what is wrong in a template: its form, and names that are not in `known`."""
    try:
        parsed = _parsed(source, html=field == "html")
        used = parsed.analyze().globals
    except LiquidError as error:
        yield Problem(field=field, line=_line(error, source), message=_words(error))
        return
    for variables in used.values():
        for variable in variables:
            if not _leads_somewhere(variable.segments, known):
                line = source.count("\n", 0, variable.span.index) + 1
                yield Problem(field=field, line=line, message=_unknown(str(variable)))


@lru_cache(maxsize=512)
def _parsed(source: str, *, html: bool) -> BoundTemplate:
    """Return a template parsed, from memory where it was parsed before."""
    return (_HTML if html else _TEXT).from_string(source)


def _leads_somewhere(segments: list[Any], known: Any) -> bool:
    """Tell whether a path leads to something that exists; a computed step may lead anywhere."""
    for segment in segments:
        if not isinstance(segment, str) or not isinstance(known, Mapping):
            return True
        if segment not in known:
            return segment in {"size", "first", "last"} and known is not None
        known = known[segment]
    return True


def _said(error: LiquidError, source: str) -> str:
    """Return a fault in words, with its line."""
    return _("Line %(line)d: %(words)s") % {"line": _line(error, source), "words": _words(error)}


def _words(error: LiquidError) -> str:
    """Return a fault in words."""
    plain = str(error.args[0]) if error.args else ""
    if isinstance(error, UndefinedError):
        return _unknown(re.sub(r"'?([^' ]+)'? is undefined", r"\1", plain))
    return _("this is not understood: %s") % plain


def _unknown(name: str) -> str:
    """Return that a name is not known."""
    return _("there is no “%s”.") % name


def _line(error: LiquidError, source: str) -> int:
    """Return the line a fault is in; what is missing is missing at the end."""
    start = error.token.start_index if error.token else 0
    return source.count("\n", 0, start if start >= 0 else len(source)) + 1
