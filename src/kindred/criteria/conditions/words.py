"""Free text: contacts with words that begin as those sought, as the search box finds them."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.criteria.condition import Condition
from kindred.criteria.cursor import Cursor, Part, quoted
from kindred.criteria.kind import ConditionKind, Raw
from kindred.criteria.misread import Misread
from kindred.criteria.reading import Reading
from kindred.criteria.scope import Scope
from kindred.criteria.values import text
from kindred.kit.db.full_text import words_of


@dataclass(frozen=True, kw_only=True)
class WordsCondition(Condition):
    """That each word sought begins a word of the name, the address, the title or the company."""

    words: str

    def where(self, scope: Scope) -> Q:
        """Put it to the database."""
        return Q(pk__in=Contact.objects.of(scope.workspace).search(self.words).values("pk"))

    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact; the index that the search box asks knows best what a word is."""
        return Contact.objects.of(scope.workspace).filter(pk=contact.pk).search(self.words).exists()

    def seen(self, contact: Contact, scope: Scope) -> str:  # noqa: ARG002 (as every condition)
        """Return what is looked through."""
        company = contact.company.name if contact.company else ""
        return ", ".join(filter(None, (contact.name, contact.email, contact.title, company))) or _("nothing")

    def say(self, workspace: Workspace | None = None) -> str:  # noqa: ARG002
        """Read it aloud."""
        return _("has words that begin as “%(words)s”") % {"words": self.words}

    def clause(self, workspace: Workspace | None = None) -> str:  # noqa: ARG002
        """Return it as the end of a sentence about several people."""
        return _("found by the words “%(words)s”") % {"words": self.words}

    @property
    def reading(self) -> Reading:
        """The fields that are looked through."""
        return Reading.of("name", "first_name", "last_name", "email", "title", "company_name")


def _read(raw: Raw) -> WordsCondition:
    """Read it from a document."""
    try:
        words = text(raw["words"])
    except ValueError as error:
        raise Misread("/words", str(error)) from error
    if not words_of(words):
        raise Misread("/words", _("There is no word in this text."))
    return WordsCondition(words=words)


def _read_text(cursor: Cursor) -> Part | None:
    """Read it from text: `words "react berlin"`."""
    start = cursor.offset
    if not cursor.accept("words", "text", "search"):
        return None
    cursor.accept("contains", "contain")
    places = {"": start, "/words": cursor.offset}
    return Part(document={"words": cursor.value().text}, places=places)


def _write(raw: Raw, _workspace: Workspace | None) -> str:
    """Write it as text."""
    return f"words {quoted(raw['words'])}"


KIND = ConditionKind(key="words", read=_read, read_text=_read_text, write=_write)
