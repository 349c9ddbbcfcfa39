"""The evidence in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

#: What is compared and how it turned out, in words; the names in braces are the two values.
_WORDS = {
    ("email", "same"): _("The same e-mail address, {value}"),
    ("mailbox", "same"): _("The same mailbox: {value} and {other}"),
    ("phone", "same"): _("The same number, {value}"),
    ("link", "same"): _("The same profile page, {value}"),
    ("name", "same"): _("The same name"),
    ("name", "turned"): _("The same name, turned round: {value} and {other}"),
    ("name", "middle"): _("The same first and last name: {value} and {other}"),
    ("name", "forms"): _("Forms of one name: {value} and {other}"),
    ("name", "initial"): _("An initial that fits: {value} and {other}"),
    ("name", "slip"): _("The same name but for a slip: {value} and {other}"),
    ("name", "close"): _("Nearly the same name: {value} and {other}"),
    ("name", "sound"): _("Names that sound the same: {value} and {other}"),
    ("name", "unique"): _("A very rare name: chance would not bring two of them together"),
    ("name", "rare"): _("A rare name: chance would hardly bring two of them together"),
    ("name", "common"): _("A common name: there may well be several of them"),
    ("name", "partly"): _("Names alike in part: {value} and {other}"),
    ("name", "differs"): _("Different names: {value} and {other}"),
    ("company", "same"): _("The same company, {value}"),
    ("company", "differs"): _("Different companies: {value} and {other}"),
    ("city", "same"): _("The same city"),
    ("city", "differs"): _("Different cities"),
    ("country", "differs"): _("Different countries: {value} and {other}"),
}


def in_words(reason: Mapping[str, Any]) -> str:
    """Return a reason, as it is kept, in words; nothing for one that counts for nothing."""
    words = _WORDS.get((reason["what"], reason["how"]))
    return str(words).format(value=reason["value"], other=reason["other"]) if words else ""
