"""The words that hang on contacts: what each family of them is called, and how it is tied to a contact."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import Promise

from kindred.contacts.models.community import Community
from kindred.contacts.models.skill import Skill
from kindred.contacts.models.tag import Tag
from kindred.contacts.models.topic import Topic
from kindred.contacts.words import WORDS


class ContactTag(models.Model):
    """A tag on a contact."""

    pk = models.CompositePrimaryKey("contact_id", "tag_id")
    contact = models.ForeignKey("contacts.Contact", models.CASCADE, db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, db_index=False, related_name="contact_tags")

    objects: ClassVar[models.Manager["ContactTag"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("tag", "contact"), name="contacts_with_tag"),)


class ContactSkill(models.Model):
    """A skill of a contact."""

    pk = models.CompositePrimaryKey("contact_id", "skill_id")
    contact = models.ForeignKey("contacts.Contact", models.CASCADE, db_index=False)
    skill = models.ForeignKey(Skill, models.CASCADE, db_index=False, related_name="contact_skills")

    objects: ClassVar[models.Manager["ContactSkill"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("skill", "contact"), name="contacts_with_skill"),)


class ContactCommunity(models.Model):
    """A community a contact belongs to."""

    pk = models.CompositePrimaryKey("contact_id", "community_id")
    contact = models.ForeignKey("contacts.Contact", models.CASCADE, db_index=False)
    community = models.ForeignKey(Community, models.CASCADE, db_index=False, related_name="contact_communities")

    objects: ClassVar[models.Manager["ContactCommunity"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("community", "contact"), name="contacts_in_community"),)


class ContactTopic(models.Model):
    """A topic a contact likes to hear about."""

    pk = models.CompositePrimaryKey("contact_id", "topic_id")
    contact = models.ForeignKey("contacts.Contact", models.CASCADE, db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, db_index=False, related_name="contact_topics")

    objects: ClassVar[models.Manager["ContactTopic"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("topic", "contact"), name="contacts_on_topic"),)


@dataclass(frozen=True, kw_only=True)
class Hanging:
    """A family of words (contacts/words.py), and how one of them is tied to a contact."""

    label: str | Promise
    word: Any
    link: Any

    @property
    def column(self) -> str:
        """The link's field that holds the word."""
        return str(self.word._meta.model_name)


_TIES: dict[str, tuple[Any, Any]] = {
    "tags": (Tag, ContactTag),
    "skills": (Skill, ContactSkill),
    "communities": (Community, ContactCommunity),
    "topics": (Topic, ContactTopic),
}
HANGING: dict[str, Hanging] = {
    key: Hanging(label=words.label, word=_TIES[key][0], link=_TIES[key][1]) for key, words in WORDS.items()
}
