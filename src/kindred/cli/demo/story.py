"""The cohorts and sequences of the demo: who is in them, what happens there, and how people in them behave."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kindred.cli.demo.journey import HandMove
from kindred.workflows.presets import Letters

Part = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class World:
    """How people answer to mail, as shares of those who got it."""

    replied: float = 0.16
    clicked: float = 0.12
    bounced: float = 0.025
    unsubscribed: float = 0.012


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A cohort or a sequence, and its past."""

    name: str
    description: str
    write: Callable[[Letters], list[Part]]
    #: Who belongs; of those who meet it, at most `most` have come.
    criteria: Part
    most: int = 400
    #: Whether its members follow the criteria from day to day.
    follows: bool = False
    goal: Part = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    #: published, paused, archived or draft.
    status: str = "published"
    published_days_ago: int = 200
    ended_days_ago: int = 0
    world: World = World()
    #: Step → what people do by hand with the cards that rest there.
    habits: dict[str, HandMove] = field(default_factory=dict)
    #: Names of team members and their roles, besides the owner.
    team: tuple[tuple[str, str], ...] = ()
    is_sequence: bool = False


def _step(key: str, name: str, *parts: Part) -> Part:
    """Return a step with its actions and rules."""
    return {
        "key": key,
        "name": name,
        "actions": [part for part in parts if "settings" in part],
        "rules": [part for part in parts if "then" in part],
    }


def _act(key: str, kind: str, *, after: Part | None = None, when: Part | None = None, **settings: Any) -> Part:
    return {"key": f"a-{key}", "kind": kind, "after": after, "when": when, "settings": settings}


def _rule(key: str, when: Part, to: str) -> Part:
    then = {"kind": "complete"} if to == "complete" else {"kind": "move", "step": to}
    return {"key": f"r-{key}", "when": when, "if": None, "then": then}


def _after(amount: int, unit: str) -> Part:
    return {"amount": amount, "unit": unit}


def _timeout(amount: int, unit: str) -> Part:
    return {"kind": "timeout", "after": _after(amount, unit)}


def _on(event: str) -> Part:
    return {"kind": "event", "event": event}


_DONE: Part = {"kind": "actions_done"}


def _all(**conditions: list[str]) -> Part:
    """Return criteria: each field is one of some values."""
    return {"format": 1, "all": [{"field": key, "is": "in", "value": values} for key, values in conditions.items()]}


def _engineers(letters: Letters) -> list[Part]:
    hello = letters.named(
        "Engineers: hello",
        subject="Your work at {{ contact.company_name | default: 'your company' }}",
        paragraphs=(
            "Hi {{ contact.first_name | default: 'there' }},",
            "three teams I know are looking for {{ contact.title | default: 'an engineer' }}. None is in a hurry.",
            "What would have to be true for you to listen? One line is plenty.",
        ),
    )
    again = letters.named(
        "Engineers: one more thought",
        subject="One more thought, {{ contact.first_name | default: 'and then I am quiet' }}",
        paragraphs=(
            "Hi {{ contact.first_name | default: 'there' }},",
            "now may not be the moment. Tell me when to ask again, and I will keep to it.",
        ),
    )
    return [
        _step(
            "reach", "Reaching out",
            _act("hello", "send_email", after=_after(2, "hours"), **hello),
            _rule("answered", _on("message.replied"), "talk"),
            _rule("silence", _timeout(5, "days"), "follow"),
        ),
        _step(
            "follow", "Following up",
            _act("again", "send_email", **again),
            _rule("late-answer", _on("message.replied"), "talk"),
            _rule("still-silent", _timeout(14, "days"), "later"),
        ),
        _step(
            "talk", "In conversation",
            _act("engaged", "set_field", field="candidate_state", value="engaged"),
            _act("call", "create_task", title="Have a conversation: what would make them move?", due_in_days="3"),
        ),
        _step("active", "Active", _act("is-active", "set_field", field="candidate_state", value="active")),
        _step("later", "Keep in touch", _act("tag-later", "add_tag", tag="keep in touch")),
    ]  # fmt: skip


def _founders(letters: Letters) -> list[Part]:
    useful = letters.named(
        "Prospects: something useful",
        subject="How teams like {{ contact.company_name | default: 'yours' }} hire in half the time",
        paragraphs=(
            "Hi {{ contact.first_name | default: 'there' }},",
            "we asked forty companies what slows their hiring down, and wrote it up on four pages. Shall I send them?",
        ),
    )
    question = letters.named(
        "Prospects: a short question",
        subject="A short question",
        paragraphs=(
            "Hi {{ contact.first_name | default: 'there' }},",
            "who at {{ contact.company_name | default: 'your company' }} should I ask about this: you, or a colleague?",
        ),
    )
    senior = {"format": 1, "all": [{"field": "seniority", "is": "in", "value": ["c_level", "founder"]}]}
    return [
        _step(
            "new", "New prospects",
            _act("useful", "send_email", after=_after(1, "hours"), **useful),
            _rule("replied", _on("message.replied"), "interested"),
            _rule("clicked", _on("message.clicked"), "interested"),
            _rule("quiet-1", _timeout(4, "days"), "nurture"),
        ),
        _step(
            "nurture", "Nurturing",
            _act("question", "send_email", **question),
            _rule("replied-2", _on("message.replied"), "interested"),
            _rule("quiet-2", _timeout(21, "days"), "quiet"),
        ),
        _step(
            "interested", "Interested",
            _act("top", "add_tag", when=senior, tag="decision maker"),
            _act("qualify", "create_task", title="Qualify: need, budget, who decides, by when", due_in_days="2"),
        ),
        _step("mql", "MQL", _act("is-mql", "set_field", field="lifecycle_stage", value="mql")),
        _step("quiet", "Quiet", _act("tag-quiet", "add_tag", tag="quiet prospect")),
    ]  # fmt: skip


def _roadshow(letters: Letters) -> list[Part]:
    thanks = letters.named(
        "Roadshow: thank you",
        subject="Good to meet you",
        paragraphs=(
            "Hi {{ contact.first_name | default: 'there' }},",
            "it was good to meet you on the road. The slides are attached to this thought: most cost is waiting.",
            "Is there anything I should follow up on for you?",
        ),
    )
    shall_we = letters.named(
        "Roadshow: shall we talk",
        subject="Shall we talk next week?",
        paragraphs=(
            "Hi {{ contact.first_name | default: 'there' }},",
            "would fifteen minutes next week suit you? Send me two times that work, and I take care of the rest.",
        ),
    )
    return [
        _step("met", "Met on the road", _act("thanks", "send_email", after=_after(3, "hours"), **thanks),
              _rule("go-on", _DONE, "thanked")),
        _step("thanked", "Thanked", _act("shall-we", "send_email", after=_after(4, "days"), **shall_we),
              _rule("yes", _on("message.replied"), "talking"), _rule("no-answer", _timeout(21, "days"), "done")),
        _step("talking", "Talking", _act("arrange", "create_task", title="Agree a time for the first conversation")),
        _step("done", "Done", _act("tag-done", "add_tag", tag="roadshow followed up"), _rule("finished", _DONE, "complete")),
    ]  # fmt: skip


def _medalists(letters: Letters) -> list[Part]:
    still = letters.named(
        "Silver medalists: still thinking of you",
        subject="Still thinking of you, {{ contact.first_name | default: 'honestly' }}",
        paragraphs=(
            "Hi {{ contact.first_name | default: 'there' }},",
            "last time it was close. Two new openings fit you better than that one did. May I tell you about them?",
        ),
    )
    return [
        _step("resting", "Resting", _act("rest", "wait", duration=_after(30, "days")), _rule("rested", _DONE, "asked")),
        _step("asked", "Asked again", _act("still", "send_email", **still), _rule("yes", _on("message.replied"), "back"),
              _rule("no", _timeout(30, "days"), "resting-2")),
        _step("back", "Back in play", _act("tell", "notify", text="is back in play")),
        _step("resting-2", "Not this year"),
    ]  # fmt: skip


def _finance(letters: Letters) -> list[Part]:
    round_table = letters.named(
        "Finance: round table",
        subject="A round table for finance leaders",
        paragraphs=(
            "Dear {{ contact.first_name | default: 'colleague' }},",
            "twelve finance leaders, one table, no slides. Would you join us in the spring?",
        ),
    )
    return [
        _step("invited", "Invited", _act("table", "send_email", **round_table), _rule("coming", _on("message.replied"), "coming"),
              _rule("silent", _timeout(10, "days"), "closed")),
        _step("coming", "Coming", _act("tag-guest", "add_tag", tag="round table guest"),
              _rule("came", _timeout(20, "days"), "complete")),
        _step("closed", "Not coming"),
    ]  # fmt: skip


def _designers(letters: Letters) -> list[Part]:
    portfolio = letters.named(
        "Designers: your portfolio",
        subject="The third case in your portfolio",
        paragraphs=(
            "Hi {{ contact.first_name | default: 'there' }},",
            "the third case in your portfolio is what a team I know is stuck on. Would you like to meet them?",
        ),
    )
    return [
        _step("found", "Found", _act("portfolio", "send_email", after=_after(1, "days"), **portfolio)),
        _step("met-team", "Met the team"),
        _step("offer", "Offer"),
    ]


def _readers(letters: Letters) -> list[Part]:
    first = letters.named(
        "Readers: welcome",
        subject="What you will get from us, and what not",
        paragraphs=("Hi {{ contact.first_name | default: 'there' }},", "one letter a month, four minutes, no tricks."),
    )
    second = letters.named(
        "Readers: the best three",
        subject="The three letters people forwarded most",
        paragraphs=(
            "Hi {{ contact.first_name | default: 'there' }},",
            "here are the three our readers passed on most often.",
        ),
    )
    return [
        _step("letters", "Letters", _act("first", "send_email", **first),
              _act("second", "send_email", after=_after(6, "days"), **second),
              _rule("heard", _on("message.replied"), "answered"), _rule("through", _timeout(20, "days"), "complete")),
        _step("answered", "Answered", _act("answer", "create_task", title="Answer the reader")),
    ]  # fmt: skip


def _references(letters: Letters) -> list[Part]:
    ask = letters.named(
        "References: a favour",
        subject="A small favour",
        paragraphs=(
            "Hi {{ contact.first_name | default: 'there' }},",
            "would you tell one other company how it went with us?",
        ),
    )
    return [
        _step("asked", "Asked", _act("ask", "send_email", after=_after(1, "days"), **ask),
              _rule("agreed", _on("message.replied"), "agreed"), _rule("silent", _timeout(20, "days"), "complete")),
        _step("agreed", "Agreed", _act("tag-ref", "add_tag", tag="reference customer")),
    ]  # fmt: skip


_NORTH = ["AT", "CH", "CZ", "DE", "DK", "FI", "GB", "IE", "NL", "NO", "PL", "SE"]

PLOTS = (
    Plot(
        name="Senior engineers, Dublin to Helsinki",
        description="People who build things well and are not looking. Two letters, at their pace; then a person takes over.",
        write=_engineers,
        criteria=_all(
            department=["engineering", "data", "it"],
            seniority=["individual", "senior", "lead", "manager"],
            country=_NORTH,
        ),
        goal={"field": "candidate_state", "becomes": "active"},
        tags=("engineering", "north"),
        published_days_ago=260,
        habits={"talk": HandMove(to="active", share=0.55, days=(3, 24))},
        team=(("Priya Raman", "editor"), ("Tomás Ortega", "runner"), ("Sam Adeyemi", "viewer")),
    ),
    Plot(
        name="Founders and C-level: prospect to MQL",
        description="Earn attention with something useful, and qualify those who react.",
        write=_founders,
        criteria=_all(
            seniority=["founder", "c_level", "vp", "head", "director"], lifecycle_stage=["lead", "mql", "sql"]
        ),
        goal={"field": "lifecycle_stage", "becomes": "mql"},
        tags=("growth",),
        published_days_ago=190,
        world=World(replied=0.11, clicked=0.17),
        habits={"interested": HandMove(to="mql", share=0.5, days=(1, 12))},
        team=(("Mei Lindqvist", "editor"), ("Tomás Ortega", "runner")),
    ),
    Plot(
        name="Autumn roadshow follow-up",
        description="Thank the people we met while they still remember us, and ask for a talk.",
        write=_roadshow,
        criteria=_all(source=["Autumn roadshow"]),
        follows=True,
        tags=("events",),
        published_days_ago=45,
        world=World(replied=0.3, clicked=0.1),
        habits={"talking": HandMove(to="done", share=0.4, days=(4, 15))},
        team=(("Mei Lindqvist", "runner"), ("Priya Raman", "reviewer")),
    ),
    Plot(
        name="Silver medalists",
        description="It was close last time. Paused while the new openings are agreed.",
        write=_medalists,
        criteria=_all(candidate_state=["silver_medalist", "in_process"]),
        tags=("keep warm",),
        status="paused",
        published_days_ago=150,
        ended_days_ago=4,
        team=(("Tomás Ortega", "owner"),),
    ),
    Plot(
        name="Finance leaders round table, spring",
        description="Twelve finance leaders, one table. Done; kept for next year.",
        write=_finance,
        criteria=_all(department=["finance"], seniority=["c_level", "director", "manager"]),
        tags=("events",),
        status="archived",
        published_days_ago=330,
        ended_days_ago=210,
        world=World(replied=0.35),
        team=(("Priya Raman", "owner"),),
    ),
    Plot(
        name="Product designers, remote",
        description="For two teams that are stuck on the same thing. Still being written.",
        write=_designers,
        criteria=_all(department=["design"]),
        goal={"field": "candidate_state", "becomes": "placed"},
        status="draft",
        most=40,
    ),
    Plot(
        name="New readers of the letter",
        description="Two letters that say what to expect.",
        write=_readers,
        criteria=_all(source=["Website form"]),
        published_days_ago=120,
        world=World(replied=0.06, clicked=0.25),
        is_sequence=True,
    ),
    Plot(
        name="Ask for a reference",
        description="Happy customers tell others. Paused over the summer.",
        write=_references,
        criteria=_all(lifecycle_stage=["customer"]),
        status="paused",
        published_days_ago=170,
        ended_days_ago=30,
        world=World(replied=0.4),
        is_sequence=True,
    ),
    Plot(
        name="Win back quiet prospects",
        description="Not written yet.",
        write=_designers,
        criteria=_all(lifecycle_stage=["lost"]),
        status="draft",
        most=0,
        is_sequence=True,
    ),
)
