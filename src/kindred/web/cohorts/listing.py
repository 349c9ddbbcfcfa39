"""The cohort list: what each cohort is for, who works on it, and where its contacts stand, at one view."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kindred.accounts.models import Member
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Tag
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.cohorts import goal
from kindred.web.workflows.counts import Standing, members, standing
from kindred.web.workflows.powers import Powers, on_cohort
from kindred.workflows.models import Workflow

PAGE = 50
#: What the list can be sorted by: query value → label, columns.
SORTS = {
    "-updated": (gettext_lazy("Last updated"), ("-updated_at", "-pk")),
    "-created": (gettext_lazy("Newest"), ("-created_at", "-pk")),
    "created": (gettext_lazy("Oldest"), ("created_at", "pk")),
    "name": (gettext_lazy("Name"), ("name", "pk")),
    "-name": (gettext_lazy("Name, backwards"), ("-name", "-pk")),
}
#: How recently created: query value → label.
AGES = {
    "": gettext_lazy("Created any time"),
    "7": gettext_lazy("Created in the last 7 days"),
    "30": gettext_lazy("Created in the last 30 days"),
    "90": gettext_lazy("Created in the last 90 days"),
    "365": gettext_lazy("Created in the last year"),
}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the viewer asked to see."""

    q: str
    status: str
    tag: str
    age: str
    sort: str

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        """Read them from the address; what is not known counts as not said."""
        status, age, sort = query.get("status", ""), query.get("created", ""), query.get("sort", "")
        return cls(
            q=query.get("q", "").strip()[:120],
            status=status if status in {*Cohort.Status.values, "all"} else Cohort.Status.PUBLISHED,
            tag=query.get("tag", "") if query.get("tag", "").isdecimal() else "",
            age=age if age in AGES else "",
            sort=sort if sort in SORTS else "-updated",
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but the status narrows the list."""
        return bool(self.q or self.tag or self.age)

    def applied_to(self, cohorts: QuerySet[Cohort], *, now: datetime) -> QuerySet[Cohort]:
        """Narrow and sort."""
        if self.q:
            cohorts = cohorts.filter(name__icontains=self.q)
        if self.status != "all":
            cohorts = cohorts.filter(status=self.status)
        if self.tag:
            cohorts = cohorts.filter(tags=int(self.tag))
        if self.age:
            cohorts = cohorts.filter(created_at__gte=now - timedelta(days=int(self.age)))
        return cohorts.order_by(*SORTS[self.sort][1])

    def query(self, **changes: Any) -> str:
        """Return the address's query with some of it changed."""
        said = {"q": self.q, "status": self.status, "tag": self.tag, "created": self.age, "sort": self.sort} | changes
        return "?" + urlencode({key: value for key, value in said.items() if value})


@dataclass(kw_only=True)
class Row:
    """A cohort in the list."""

    cohort: Cohort
    powers: Powers
    #: Where its contacts stand: step's name, how many.
    steps: list[tuple[str, int]] = field(default_factory=list)
    members: int = 0
    #: How many need a person's attention.
    attention: int = 0

    @property
    def workflow(self) -> Workflow | None:
        """What happens in it; a draft may have none yet."""
        return getattr(self.cohort, "workflow", None)

    @property
    def goal(self) -> str:
        """Its goal in words."""
        return goal.said(self.cohort.goal)

    @property
    def team(self) -> list[str]:
        """The people on it, its owner first."""
        people = [str(c.user or c.email) for c in self.cohort.collaborators.all() if c.user_id != self.cohort.owner_id]
        return [*([str(self.cohort.owner)] if self.cohort.owner else []), *people]


def rows(cohorts: Iterable[Cohort], member: Member) -> list[Row]:
    """Lay out cohorts with the counts of their contacts, which take three queries however many cohorts there are."""
    found = [Row(cohort=cohort, powers=on_cohort(cohort, member)) for cohort in cohorts]
    people = members([row.cohort.pk for row in found])
    stand = standing([row.workflow.pk for row in found if row.workflow])
    for row in found:
        row.members = people.get(row.cohort.pk, 0)
        if row.workflow:
            here = stand.get(row.workflow.pk, Standing())
            row.attention = here.attention
            row.steps = list(_in_order(row.workflow, here.at))
    return found


def _in_order(workflow: Workflow, at_step: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Return the steps as they stand on the board with their counts."""
    if workflow.current:
        for step in workflow.current.definition.get("steps", ()):
            yield step["name"], at_step.get(step["key"], 0)


@require_safe
@in_workspace()
def cohorts(request: WorkspaceRequest) -> HttpResponse:
    """List the workspace's cohorts: the published ones, or those asked for."""
    filters = Filters.read(request.GET)
    mine = Cohort.objects.of(request.workspace)
    found = filters.applied_to(mine, now=utc_now()).select_related("owner", "workflow__current")
    page = Paginator(found.prefetch_related("tags", "collaborators__user"), PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "rows": rows(page, request.member),
        "page": page,
        "summary": _summary(page),
        "previous": filters.query(page=page.previous_page_number()) if page.has_previous() else "",
        "next": filters.query(page=page.next_page_number()) if page.has_next() else "",
        "statuses": _statuses(mine, filters),
        "tags": Tag.objects.filter(cohorts__workspace=request.workspace).distinct().order_by("name"),
        "sorts": [(key, label) for key, (label, _columns) in SORTS.items()],
        "ages": list(AGES.items()),
        "heads": _heads(filters),
    }
    return render(request, "cohorts/list.html", context)


def _statuses(mine: QuerySet[Cohort], filters: Filters) -> list[dict[str, Any]]:
    """Return the statuses to choose from, each with how many there are."""
    counts = dict(mine.order_by().values_list("status").annotate(Count("pk")))
    choices = [*Cohort.Status.choices[1:2], Cohort.Status.choices[0], *Cohort.Status.choices[2:]]
    shown = [{"value": value, "label": label, "count": counts.get(value, 0)} for value, label in choices]
    shown.append({"value": "all", "label": _("All"), "count": sum(counts.values())})
    return [one | {"query": filters.query(status=one["value"])} for one in shown]


def _heads(filters: Filters) -> dict[str, dict[str, str]]:
    """Return the sortable heads: where a click leads, and how it is sorted now."""
    heads = {}
    for name, first in (("name", "name"), ("created", "-created"), ("updated", "-updated")):
        turned = {"name": "-name", "-created": "created"}.get(filters.sort, "")
        leads_to = turned if turned and filters.sort.strip("-") == name else first
        sorted_now = filters.sort.strip("-") == name
        direction = ("descending" if filters.sort.startswith("-") else "ascending") if sorted_now else ""
        heads[name] = {"query": filters.query(sort=leads_to), "direction": direction}
    return heads


def _summary(page: Page[Cohort]) -> str:
    """Say which part of the list this is."""
    if not page.paginator.count:
        return ""
    words = {"first": page.start_index(), "last": page.end_index(), "all": page.paginator.count}
    return _("%(first)d–%(last)d of %(all)d") % words
