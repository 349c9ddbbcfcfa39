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
    #: text, email, phone, url, choice, country, timezone, language, currency, number, money, date, person.
    kind: str = "text"
    choices: Sequence[tuple[str, str | Promise]] = ()
    #: The longest text it takes, as its column has it.
    most: int = 200
    #: May many contacts be given the same value (by an action, or on a selection)?
    settable: bool = True
    #: Other headers under which spreadsheets hold it, lower case.
    aliases: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers, of which there may be none."""
        return self.kind in {"number", "money"}

    @property
    def blank(self) -> Any:
        """What stands where there is no value."""
        return None if self.is_number else ""


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
EMAIL_TYPES = (("work", _("Work")), ("personal", _("Personal")), ("other", _("Other")))
PHONE_TYPES = (("work", _("Work")), ("mobile", _("Mobile")), ("home", _("Home")), ("other", _("Other")))
#: What is known of an address or a number; nothing where nobody has looked.
VERIFICATIONS = (("verified", _("Verified")), ("risky", _("Risky")), ("invalid", _("Does not work")))
CHANNELS = (
    ("email", _("E-mail")),
    ("phone", _("Phone")),
    ("sms", _("Text message")),
    ("chat", _("Chat")),
    ("social", _("Social network")),
)
TIMES_OF_DAY = (
    ("morning", _("Morning")),
    ("midday", _("Midday")),
    ("afternoon", _("Afternoon")),
    ("evening", _("Evening")),
    ("weekend", _("Weekend")),
)
WORK_MODES = (("remote", _("Remote")), ("hybrid", _("Hybrid")), ("onsite", _("On site")))
RELOCATION = (("open", _("Open to it")), ("maybe", _("Perhaps")), ("no", _("No")))
#: How many people work at a company.
SIZES = (
    ("1", _("1")),
    ("2-10", _("2–10")),
    ("11-50", _("11–50")),
    ("51-200", _("51–200")),
    ("201-500", _("201–500")),
    ("501-1000", _("501–1,000")),
    ("1001-5000", _("1,001–5,000")),
    ("5001-10000", _("5,001–10,000")),
    ("10001", _("More than 10,000")),
)
#: The two ladders a contact climbs; moving on one records `stage.reached`.
STAGE_FIELDS = ("candidate_state", "lifecycle_stage")
#: What the keys of a workspace's own fields begin with, where both kinds of field stand together.
CUSTOM = "custom:"

FIELDS: dict[str, Field] = {
    field.key: field
    for field in (
        Field(
            key="prefix",
            most=40,
            label=_("Title before the name"),
            settable=False,
            aliases=("prefix", "name prefix", "salutation", "honorific", "anrede", "titel", "civilité"),
        ),
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
            key="suffix",
            most=40,
            label=_("Suffix"),
            settable=False,
            aliases=("name suffix", "credentials", "post nominal"),
        ),
        Field(
            key="name",
            most=240,
            label=_("Full name"),
            settable=False,
            aliases=("full name", "contact", "contact name", "display name"),
        ),
        Field(
            key="preferred_name",
            most=120,
            label=_("Preferred name"),
            settable=False,
            aliases=("nickname", "preferred first name", "known as", "goes by", "rufname", "spitzname"),
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
                "primary email",
            ),
        ),
        Field(
            key="email_type", label=_("Type of e-mail"), kind="choice", choices=EMAIL_TYPES, aliases=("e-mail type",)
        ),
        Field(
            key="email_state",
            label=_("E-mail verified"),
            kind="choice",
            choices=VERIFICATIONS,
            aliases=("email status", "email verification", "email confidence"),
        ),
        Field(
            key="phone",
            label=_("Phone"),
            kind="phone",
            settable=False,
            aliases=(
                "telephone",
                "tel",
                "phone number",
                "phone 1 - value",
                "telefon",
            ),
        ),
        Field(key="phone_type", label=_("Type of phone"), kind="choice", choices=PHONE_TYPES),
        Field(
            key="phone_state",
            label=_("Phone verified"),
            kind="choice",
            choices=VERIFICATIONS,
            aliases=("phone status",),
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
        Field(
            key="state",
            most=120,
            label=_("State or province"),
            aliases=("state", "province", "state/region", "bundesland", "county"),
        ),
        Field(key="region", most=120, label=_("Region"), aliases=("continent", "market", "business region")),
        Field(
            key="country",
            label=_("Country"),
            kind="country",
            aliases=("country/region", "land", "pays", "country code"),
        ),
        Field(key="latitude", label=_("Latitude"), kind="number", settable=False, aliases=("lat",)),
        Field(key="longitude", label=_("Longitude"), kind="number", settable=False, aliases=("lon", "lng", "long")),
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
        Field(
            key="preferred_channel",
            label=_("Preferred channel"),
            kind="choice",
            choices=CHANNELS,
            aliases=("preferred contact method", "contact preference", "preferred method of contact"),
        ),
        Field(
            key="best_time",
            label=_("Best time"),
            kind="choice",
            choices=TIMES_OF_DAY,
            aliases=("best time to contact", "best time to call"),
        ),
        Field(
            key="work_mode",
            label=_("Where they want to work"),
            kind="choice",
            choices=WORK_MODES,
            aliases=("work mode", "workplace type", "remote preference", "remote"),
        ),
        Field(
            key="relocation",
            label=_("Relocation"),
            kind="choice",
            choices=RELOCATION,
            aliases=("willing to relocate", "open to relocation"),
        ),
        Field(
            key="salary_expectation",
            label=_("Salary expectation (a year)"),
            kind="money",
            settable=False,
            aliases=("salary", "desired salary", "expected salary", "salary expectation", "gehaltsvorstellung"),
        ),
        Field(
            key="salary_currency",
            most=3,
            label=_("Currency of the salary"),
            kind="currency",
            aliases=("currency", "salary currency"),
        ),
        Field(key="source", most=120, label=_("Source"), aliases=("lead source", "origin", "original source")),
        Field(
            key="source_detail",
            most=300,
            label=_("Source details"),
            aliases=("source details", "lead source detail", "source detail", "original source drill-down 1"),
        ),
    )
}

#: What the keys of a company's fields begin with, where a contact's stand beside them.
COMPANY = "company_"
#: What a company can hold, by the attribute of Company; its name is the contact's `company_name`.
COMPANY_FIELDS: dict[str, Field] = {
    field.key.removeprefix(COMPANY): field
    for field in (
        Field(
            key="company_domain",
            most=253,
            label=_("Company domain"),
            kind="domain",
            aliases=("domain", "company domain name", "e-mail domain"),
        ),
        Field(key="company_industry", most=120, label=_("Industry"), aliases=("industry", "sector", "branche")),
        Field(
            key="company_size",
            label=_("Company size"),
            kind="choice",
            choices=SIZES,
            aliases=("company size", "employees", "# employees", "number of employees", "headcount"),
        ),
        Field(key="company_location", label=_("Company location"), aliases=("company address", "headquarters")),
        Field(key="company_city", most=120, label=_("Company city")),
        Field(key="company_region", most=120, label=_("Company region"), aliases=("company state",)),
        Field(key="company_country", label=_("Company country"), kind="country"),
        Field(key="company_website", most=500, label=_("Company website"), kind="url"),
        Field(
            key="company_link",
            most=500,
            label=_("Company profile"),
            kind="url",
            aliases=("company linkedin url", "company linkedin"),
        ),
    )
}


def label_of(key: str, value: Any) -> str:
    """Return a field's value in words: the label of a choice, else the value itself."""
    field = FIELDS.get(key) or COMPANY_FIELDS.get(key.removeprefix(COMPANY))
    return str(dict(field.choices).get(value, value)) if field else str(value)
