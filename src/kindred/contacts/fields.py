"""The register of what a contact can hold: read by forms, import, criteria, actions and templates alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing a contact can hold."""

    #: Name in criteria, imports, templates and the API; the attribute of Contact.
    key: str
    label: str | Promise
    #: text, email, phone, url, choice, country, timezone, language, date, person.
    kind: str = "text"
    choices: Sequence[tuple[str, str | Promise]] = ()
    #: The longest text it takes, as its column has it.
    most: int = 200
    #: May many contacts be given the same value (by an action, or on a selection)?
    settable: bool = True
    #: Other headers under which spreadsheets hold it, lower case.
    aliases: tuple[str, ...] = ()


SENIORITIES = (
    ("intern", _("Intern")),
    ("entry", _("Entry")),
    ("individual", _("Individual contributor")),
    ("senior", _("Senior")),
    ("lead", _("Lead")),
    ("manager", _("Manager")),
    ("director", _("Director")),
    ("head", _("Head")),
    ("vp", _("VP")),
    ("c_level", _("C-level")),
    ("founder", _("Founder / owner")),
    ("partner", _("Partner")),
)
DEPARTMENTS = (
    ("engineering", _("Engineering")),
    ("product", _("Product")),
    ("design", _("Design")),
    ("data", _("Data")),
    ("it", _("IT")),
    ("marketing", _("Marketing")),
    ("sales", _("Sales")),
    ("customer_success", _("Customer success")),
    ("support", _("Support")),
    ("hr", _("People / HR")),
    ("finance", _("Finance")),
    ("legal", _("Legal")),
    ("operations", _("Operations")),
    ("general_management", _("General management")),
    ("research", _("Research")),
    ("education", _("Education")),
    ("healthcare", _("Healthcare")),
    ("other", _("Other")),
)
DECISION_ROLES = (
    ("decision_maker", _("Decision maker")),
    ("influencer", _("Influencer")),
    ("champion", _("Champion")),
    ("user", _("User")),
)
CANDIDATE_STATES = (
    ("passive", _("Passive")),
    ("engaged", _("Engaged")),
    ("active", _("Active")),
    ("in_process", _("In process")),
    ("placed", _("Placed")),
    ("silver_medalist", _("Silver medalist")),
    ("not_looking", _("Not looking")),
)
LIFECYCLE_STAGES = (
    ("lead", _("Lead")),
    ("mql", _("MQL")),
    ("sql", _("SQL")),
    ("opportunity", _("Opportunity")),
    ("customer", _("Customer")),
    ("lost", _("Lost")),
)
#: The two ladders a contact climbs; moving on one records `stage.reached`.
STAGE_FIELDS = ("candidate_state", "lifecycle_stage")
#: What the keys of a workspace's own fields begin with, where both kinds of field stand together.
CUSTOM = "custom:"

FIELDS: dict[str, Field] = {
    field.key: field
    for field in (
        Field(
            key="first_name",
            most=120,
            label=_("First name"),
            settable=False,
            aliases=("first", "given name", "forename", "vorname", "prénom"),
        ),
        Field(
            key="last_name",
            most=120,
            label=_("Last name"),
            settable=False,
            aliases=("last", "surname", "family name", "nachname", "nom"),
        ),
        Field(
            key="name",
            most=240,
            label=_("Full name"),
            settable=False,
            aliases=("full name", "contact", "contact name", "display name"),
        ),
        Field(
            key="email",
            label=_("E-mail"),
            kind="email",
            settable=False,
            aliases=(
                "e-mail",
                "mail",
                "email address",
                "e-mail address",
                "e-mail 1 - value",
                "work email",
                "primary email",
            ),
        ),
        Field(
            key="phone",
            label=_("Phone"),
            kind="phone",
            settable=False,
            aliases=(
                "telephone",
                "tel",
                "mobile",
                "mobile phone",
                "phone number",
                "phone 1 - value",
                "cell",
                "telefon",
            ),
        ),
        Field(key="title", label=_("Job title"), aliases=("job title", "position", "role", "headline", "occupation")),
        Field(
            key="department", label=_("Department"), kind="choice", choices=DEPARTMENTS, aliases=("function", "team")
        ),
        Field(key="seniority", label=_("Seniority"), kind="choice", choices=SENIORITIES, aliases=("level",)),
        Field(
            key="company_name",
            label=_("Company"),
            aliases=("company", "company name", "organization", "organisation", "employer", "account", "firma"),
        ),
        Field(
            key="decision_role",
            label=_("Decision role"),
            kind="choice",
            choices=DECISION_ROLES,
            aliases=("buying role",),
        ),
        Field(key="location", label=_("Location"), aliases=("place", "address", "where")),
        Field(key="city", most=120, label=_("City"), aliases=("town", "ort", "ville")),
        Field(key="region", most=120, label=_("Region"), aliases=("state", "province", "state/region")),
        Field(
            key="country",
            label=_("Country"),
            kind="country",
            aliases=("country/region", "land", "pays", "country code"),
        ),
        Field(key="timezone", label=_("Time zone"), kind="timezone", aliases=("time zone", "tz")),
        Field(
            key="language", label=_("Language"), kind="language", aliases=("locale", "sprache", "preferred language")
        ),
        Field(
            key="link",
            label=_("Profile link"),
            kind="url",
            settable=False,
            aliases=("linkedin", "linkedin url", "url", "website", "profile"),
        ),
        Field(key="candidate_state", label=_("Candidate state"), kind="choice", choices=CANDIDATE_STATES),
        Field(
            key="lifecycle_stage",
            label=_("Lifecycle stage"),
            kind="choice",
            choices=LIFECYCLE_STAGES,
            aliases=("lifecycle stage", "lead status", "stage"),
        ),
        Field(key="source", most=120, label=_("Source"), aliases=("lead source", "origin", "original source")),
    )
}


def label_of(key: str, value: Any) -> str:
    """Return a field's value in words: the label of a choice, else the value itself."""
    return str(dict(FIELDS[key].choices).get(value, value)) if key in FIELDS else str(value)
