"""Workflows to begin with: the usual jobs, whole, with the messages they send."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.messaging.models import Template
from kindred.workflows.drafting import Draft

Letter = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A workflow to begin with, and the goal it usually serves."""

    key: str
    label: str | Promise
    text: str | Promise
    icon: str
    #: The names of its steps, to show what is coming.
    steps: tuple[str | Promise, ...]
    goal: dict[str, str]
    write: Callable[["Draft", "Letters"], None]

    def document(self, *, workspace: Workspace) -> dict[str, Any]:
        """Return a fresh definition; the templates its messages need are made where the workspace has none so named."""
        draft = Draft({})
        self.write(draft, Letters(workspace))
        return draft.document


@dataclass(frozen=True)
class Letters:
    """The templates of a workspace, found by name or written."""

    workspace: Workspace

    def named(self, name: str, *, subject: str, paragraphs: tuple[str, ...]) -> dict[str, Any]:
        """Return the settings of a send_email action with the template of this name."""
        html = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        template, _created = Template.objects.get_or_create(
            workspace=self.workspace, name=name, defaults={"subject": subject, "html": html}
        )
        return {"template": template.pk}


def _after(amount: int, unit: str) -> dict[str, Any]:
    return {"amount": amount, "unit": unit}


def _act(draft: Draft, step: dict[str, Any], kind: str, after: dict[str, Any] | None = None, **settings: Any) -> None:
    draft.put_action(step["key"], {"kind": kind, "after": after, "when": None, "settings": settings})


def _rule(draft: Draft, step: dict[str, Any], when: dict[str, Any], to: dict[str, Any] | None) -> None:
    then = {"kind": "move", "step": to["key"]} if to else {"kind": "complete"}
    draft.put_rule(step["key"], {"when": when, "if": None, "then": then})


_DONE = {"kind": "actions_done"}


def _timeout(amount: int, unit: str) -> dict[str, Any]:
    return {"kind": "timeout", "after": _after(amount, unit)}


def _on(event: str) -> dict[str, Any]:
    return {"kind": "event", "event": event}


def _passive_to_active(draft: Draft, letters: Letters) -> None:
    """Write to passive candidates at their own pace, and hand over to a person once there is interest."""
    reach = draft.add_step(_("Reaching out"))
    follow = draft.add_step(_("Following up"))
    talk = draft.add_step(_("In conversation"))
    active = draft.add_step(_("Active"))
    later = draft.add_step(_("Keep in touch"))
    hello = letters.named(
        _("Candidate: hello"),
        subject=_("Your work at {{ contact.company_name | default: 'your company' }}"),
        paragraphs=(
            _("Hi {{ contact.first_name | default: 'there' }},"),
            _(
                "I came across your work as {{ contact.title | default: 'a specialist in your field' }} and would like to"
                " know what would have to be true for you to think about a change one day."
            ),
            _("No vacancy is attached to this question. A one-line answer is plenty."),
        ),
    )
    again = letters.named(
        _("Candidate: one more thought"),
        subject=_("One more thought"),
        paragraphs=(
            _("Hi {{ contact.first_name | default: 'there' }},"),
            _(
                "I know that now may not be the moment. If it is easier, just tell me when to ask again, or what"
                " you would want to hear about."
            ),
        ),
    )
    _act(draft, reach, "send_email", _after(1, "hours"), **hello)
    _rule(draft, reach, _on("message.replied"), talk)
    _rule(draft, reach, _timeout(4, "days"), follow)
    _act(draft, follow, "send_email", None, **again)
    _rule(draft, follow, _on("message.replied"), talk)
    _rule(draft, follow, _timeout(10, "days"), later)
    _act(draft, talk, "set_field", None, field="candidate_state", value="engaged")
    _act(draft, talk, "create_task", None, title=_("Have a conversation: what would make them move?"))
    _act(draft, active, "set_field", None, field="candidate_state", value="active")
    _rule(draft, active, _DONE, None)
    _act(draft, later, "add_tag", None, tag=_("keep in touch"))


def _prospect_to_mql(draft: Draft, letters: Letters) -> None:
    """Earn attention with something useful, and qualify those who react."""
    new = draft.add_step(_("New prospects"))
    nurture = draft.add_step(_("Nurturing"))
    interested = draft.add_step(_("Interested"))
    qualified = draft.add_step(_("MQL"))
    quiet = draft.add_step(_("Quiet"))
    useful = letters.named(
        _("Prospect: something useful"),
        subject=_("How teams like {{ contact.company_name | default: 'yours' }} go about it"),
        paragraphs=(
            _("Hi {{ contact.first_name | default: 'there' }},"),
            _(
                "We asked teams like yours what costs them the most time, and wrote down what the quickest of them do"
                " differently. Shall I send it to you?"
            ),
        ),
    )
    question = letters.named(
        _("Prospect: a short question"),
        subject=_("A short question"),
        paragraphs=(
            _("Hi {{ contact.first_name | default: 'there' }},"),
            _(
                "Who at {{ contact.company_name | default: 'your company' }} would be the right person to ask about this: you,"
                " or a colleague?"
            ),
        ),
    )
    _act(draft, new, "send_email", _after(1, "hours"), **useful)
    _rule(draft, new, _on("message.replied"), interested)
    _rule(draft, new, _on("message.clicked"), interested)
    _rule(draft, new, _timeout(3, "days"), nurture)
    _act(draft, nurture, "send_email", None, **question)
    _rule(draft, nurture, _on("message.replied"), interested)
    _rule(draft, nurture, _timeout(14, "days"), quiet)
    _act(draft, interested, "create_task", None, title=_("Qualify: need, budget, who decides, by when"))
    _act(draft, qualified, "set_field", None, field="lifecycle_stage", value="mql")
    _rule(draft, qualified, _DONE, None)
    _act(draft, quiet, "add_tag", None, tag=_("quiet prospect"))


def _event_follow_up(draft: Draft, letters: Letters) -> None:
    """Thank the people met at an event while they still remember, and ask for a talk."""
    met = draft.add_step(_("Met at the event"))
    thanked = draft.add_step(_("Thanked"))
    talk = draft.add_step(_("Talking"))
    done = draft.add_step(_("Done"))
    thanks = letters.named(
        _("Event: thank you"),
        subject=_("Good to meet you"),
        paragraphs=(
            _("Hi {{ contact.first_name | default: 'there' }},"),
            _("It was good to meet you. Is there anything from our conversation I should follow up on for you?"),
        ),
    )
    reminder = letters.named(
        _("Event: shall we talk"),
        subject=_("Shall we talk next week?"),
        paragraphs=(
            _("Hi {{ contact.first_name | default: 'there' }},"),
            _(
                "Would fifteen minutes next week suit you? Send me two times that work, and I will take care of the rest."
            ),
        ),
    )
    _act(draft, met, "send_email", _after(1, "hours"), **thanks)
    _rule(draft, met, _DONE, thanked)
    _act(draft, thanked, "send_email", _after(3, "days"), **reminder)
    _rule(draft, thanked, _on("message.replied"), talk)
    _rule(draft, thanked, _timeout(14, "days"), done)
    _act(draft, talk, "create_task", None, title=_("Arrange a conversation"))
    _act(draft, done, "add_tag", None, tag=_("event followed up"))
    _rule(draft, done, _DONE, None)


PRESETS = (
    Preset(
        key="passive-active",
        label=gettext_lazy("Passive to active candidate"),
        text=gettext_lazy("Win people over who are not looking: write twice, at their pace, then talk."),
        icon="user-check",
        steps=(
            gettext_lazy("Reaching out"),
            gettext_lazy("Following up"),
            gettext_lazy("In conversation"),
            gettext_lazy("Active"),
            gettext_lazy("Keep in touch"),
        ),
        goal={"field": "candidate_state", "becomes": "active"},
        write=_passive_to_active,
    ),
    Preset(
        key="prospect-mql",
        label=gettext_lazy("Prospect to MQL"),
        text=gettext_lazy("Earn attention with something useful, and qualify those who react."),
        icon="target",
        steps=(
            gettext_lazy("New prospects"),
            gettext_lazy("Nurturing"),
            gettext_lazy("Interested"),
            gettext_lazy("MQL"),
            gettext_lazy("Quiet"),
        ),
        goal={"field": "lifecycle_stage", "becomes": "mql"},
        write=_prospect_to_mql,
    ),
    Preset(
        key="event",
        label=gettext_lazy("Event follow-up"),
        text=gettext_lazy("Thank people while they still remember you, and ask for a talk."),
        icon="handshake",
        steps=(
            gettext_lazy("Met at the event"),
            gettext_lazy("Thanked"),
            gettext_lazy("Talking"),
            gettext_lazy("Done"),
        ),
        goal={},
        write=_event_follow_up,
    ),
)


def preset(key: str) -> Preset | None:
    """Return the preset with this key."""
    return next((one for one in PRESETS if one.key == key), None)
