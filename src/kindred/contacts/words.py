"""The register of the families of words that hang on contacts: read by forms, import, export and criteria alike."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Words:
    """A family of words."""

    #: Name in criteria, imports and exports; the attribute of Contact.
    key: str
    label: str | Promise
    #: Other headers under which spreadsheets hold them, lower case.
    aliases: tuple[str, ...] = ()


WORDS: dict[str, Words] = {
    words.key: words
    for words in (
        Words(
            key="tags",
            label=_("Tags"),
            aliases=(
                "tag",
                "labels",
                "label",
                "groups",
                "group membership",
                "categories",
                "keywords",
                "lists",
                "stichworte",
            ),
        ),
        Words(
            key="skills",
            label=_("Skills"),
            aliases=("skill", "technologies", "tech stack", "competences", "competencies", "kenntnisse"),
        ),
        Words(key="communities", label=_("Communities"), aliases=("community", "memberships", "associations")),
        Words(key="topics", label=_("Topics of interest"), aliases=("topics", "topic", "interests", "interested in")),
    )
}
