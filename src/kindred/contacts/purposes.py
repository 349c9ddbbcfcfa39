"""What data about a person is used for, on which grounds, and by which ways they are written to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a legal basis allows."""

    RECRUITING = "recruiting", _("Recruiting")
    MARKETING = "marketing", _("Marketing and sales")
    SERVICE = "service", _("Carrying out a contract or service")
    TRACKING = "tracking", _("Measuring what one person opens and clicks")
    PROFILING = "profiling", _("Scoring and profiling")


#: Whoever is written to is written to for one of these.
OUTREACH = (Purpose.RECRUITING, Purpose.MARKETING)


class Ground(models.TextChoices):
    """The grounds of Article 6(1) of the GDPR."""

    CONSENT = "consent", _("Consent")
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")
    CONTRACT = "contract", _("Contract, or steps towards one")
    LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation")
    VITAL_INTERESTS = "vital_interests", _("Vital interests")
    PUBLIC_TASK = "public_task", _("Public task")


class Way(models.TextChoices):
    """How people are reached."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    SMS = "sms", _("Text message")
    CHAT = "chat", _("Chat")
    POST = "post", _("Post")
