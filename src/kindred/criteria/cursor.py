"""A place in the text of criteria, from which words, values and days are taken one after the other."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.criteria.day import UNITS, read_day

Found = TypeVar("Found")

#: Words that no value goes on over without quotes.
RESERVED = frozenset({"and", "or", "not", "top"})
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»"}
_SIGN = re.compile(r"==|!=|<>|<=|>=|[(),=<>≠≤≥!]")
_WORD = re.compile(r"""[^\s(),=<>≠≤≥!"“”„«»]+""")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_MEANING = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}


class TextFault(ValueError):
    """The text cannot be read from here on."""

    def __init__(self, offset: int, message: str) -> None:
        self.offset = offset
        super().__init__(message)


@dataclass(frozen=True, kw_only=True)
class Token:
    """A word, a sign, something in quotes, or the end."""

    text: str
    kind: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a word without quotes."""
        return self.kind == "word"


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value as it was written."""

    text: str
    is_quoted: bool
    start: int

    @property
    def number(self) -> int | float | None:
        """The number it is, unless it stands in quotes."""
        if self.is_quoted or not _NUMBER.fullmatch(self.text):
            return None
        return float(self.text) if {".", "e", "E"} & set(self.text) else int(self.text)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a document that was read from text, and where what stands at each of its paths was written."""

    document: dict[str, Any]
    places: Mapping[str, int] = field(default_factory=dict)


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text, and its end.

    Raises TextFault.
    """
    found, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        if text[at] in _QUOTES:
            token = _quoted(text, at)
        elif match := _SIGN.match(text, at):
            token = Token(text=_MEANING.get(match[0], match[0]), kind="sign", start=at, end=match.end())
        elif match := _WORD.match(text, at):
            token = Token(text=match[0], kind="word", start=at, end=match.end())
        else:
            raise TextFault(at, _("“%(sign)s” means nothing here.") % {"sign": text[at]})
        found.append(token)
        at = token.end
    return [*found, Token(text="", kind="end", start=len(text), end=len(text))]


def _quoted(text: str, start: int) -> Token:
    """Read what stands in quotes; a backslash takes the next sign as it is."""
    closing, at = _QUOTES[text[start]], start + 1
    letters: list[str] = []
    while at < len(text):
        if text[at] == closing:
            return Token(text="".join(letters), kind="quoted", start=start, end=at + 1)
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
        letters.append(text[at])
        at += 1
    raise TextFault(start, _("This quotation mark is not closed."))


class Cursor:
    """A place between two tokens."""

    def __init__(self, text: str, *, workspace: Workspace | None = None) -> None:
        self._tokens = tokens_of(text)
        self.at = 0
        #: Whose names may stand for what they name.
        self.workspace = workspace

    @property
    def next(self) -> Token:
        """The token that comes next."""
        return self._tokens[self.at]

    @property
    def offset(self) -> int:
        """Where it is in the text."""
        return self.next.start

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        return self.next.kind == "end"

    def fault(self, message: str, *, offset: int | None = None) -> TextFault:
        """Return what is wrong here, to be raised."""
        return TextFault(self.offset if offset is None else offset, message)

    def take(self) -> Token:
        """Take the next token; the end stays."""
        token = self.next
        self.at += not self.is_at_end
        return token

    def sees(self, phrase: str) -> bool:
        """Whether these words and signs come next."""
        return self._matches(tuple(phrase.split()))

    def accept(self, *phrases: str) -> bool:
        """Take the first of these phrases that comes next, and tell whether one did."""
        for phrase in phrases:
            words = tuple(phrase.split())
            if self._matches(words):
                self.at += len(words)
                return True
        return False

    def expect(self, phrase: str) -> None:
        """Take these words.

        Raises TextFault.
        """
        if not self.accept(phrase):
            raise self.fault(_("Here “%(phrase)s” is expected%(found)s.") % {"phrase": phrase, "found": self.instead()})

    def longest(self, phrases: Mapping[tuple[str, ...], Found], *, most: int = 6) -> Found | None:
        """Take the longest of these phrases that comes next, and return what it stands for."""
        for length in range(min(most, len(self._tokens) - self.at - 1), 0, -1):
            words = self._words(length)
            if words is not None and words in phrases:
                self.at += length
                return phrases[words]
        return None

    def value(self, *, until: Iterable[str] = ()) -> Value:
        """Take a value: something in quotes, or words up to the next sign or reserved word.

        Raises TextFault.
        """
        start, stops = self.offset, RESERVED.union(until)
        if self.next.kind == "quoted":
            return Value(text=self.take().text, is_quoted=True, start=start)
        words = []
        while self.next.is_word and self.next.text.lower() not in stops:
            words.append(self.take().text)
        if not words:
            raise self.fault(_("Here a value is expected%(found)s.") % {"found": self.instead()})
        return Value(text=" ".join(words), is_quoted=False, start=start)

    def values(self) -> list[Value]:
        """Take a list in parentheses, or one value.

        Raises TextFault.
        """
        if not self.accept("("):
            return [self.value()]
        found = [self.value()]
        while self.accept(","):
            found.append(self.value())
        self.expect(")")
        return found

    def number(self) -> int | float:
        """Take a number.

        Raises TextFault.
        """
        value = Value(text=self.next.text, is_quoted=not self.next.is_word, start=self.offset)
        if value.number is None:
            raise self.fault(_("Here a number is expected%(found)s.") % {"found": self.instead()})
        self.take()
        return value.number

    def days(self) -> int | float:
        """Take a length of time in days or weeks.

        Raises TextFault.
        """
        number = self.number()
        if self.accept("days", "day"):
            return number
        if self.accept("weeks", "week"):
            return number * 7
        if self.accept("months", "month", "years", "year"):
            self.at -= 1
            raise self.fault(_("Say it in days or weeks, or as a day: “since 3 months ago”."))
        raise self.fault(_("Here “days” or “weeks” is expected%(found)s.") % {"found": self.instead()})

    def day(self) -> str:
        """Take a day: a date, "today", "90 days ago", "in 2 weeks".

        Raises TextFault.
        """
        start, words = self.at, []
        if self.next.kind == "quoted":
            words.append(self.take().text)
        elif self.next.text.lower() == "in" or self.next.text.isdigit():
            ahead = self.accept("in")
            words = [*(["in"] if ahead else []), self.take().text]
            if self.next.text.lower().removesuffix("s") in UNITS:
                words.append(self.take().text.lower())
            if self.accept("ago"):
                words.append("ago")
        elif self.next.is_word:
            words.append(self.take().text)
        try:
            read = read_day(" ".join(words))
        except ValueError as error:
            self.at = start
            raise self.fault(
                _("Here a day is expected, like 2026-12-31, “today”, “90 days ago” or “in 2 weeks”%(found)s.")
                % {"found": self.instead()}
            ) from error
        return str(read)

    def instead(self) -> str:
        """Return what stands here in place of what was expected, as the end of a sentence."""
        if self.is_at_end:
            return _(", but the text ends")
        return _(", not “%(token)s”") % {"token": self.next.text[:60]}

    def _matches(self, words: tuple[str, ...]) -> bool:
        return self._words(len(words)) == words

    def _words(self, length: int) -> tuple[str, ...] | None:
        """Return the next words and signs in lower case; None where there are not so many."""
        tokens = self._tokens[self.at : self.at + length]
        if len(tokens) < length or any(token.kind not in ("word", "sign") for token in tokens):
            return None
        return tuple(token.text.lower() for token in tokens)


def written(text: str) -> str:
    """Return a text as a value: as it is where it is one plain word, else in quotes."""
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL and not _NUMBER.fullmatch(text)
    return text if is_plain else quoted(text)


def quoted(text: str) -> str:
    """Return a text in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_PLAIN = re.compile(r"[^\W_][\w.+#@/&-]*")
#: Words that say something where a value begins.
_SPECIAL = RESERVED | {"any", "all", "none", "in", "of", "by", "for", "is", "everybody"}
