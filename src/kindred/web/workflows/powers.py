"""What a role on a cohort, or on a sequence, lets a person do: asked by every view and by every button."""

from dataclasses import dataclass

from django.http import Http404

from kindred.accounts.models import Member
from kindred.cohorts.models import Cohort, Collaborator
from kindred.workflows.models import Workflow


@dataclass(frozen=True)
class Powers:
    """What someone may do with a cohort."""

    role: Collaborator.Role

    @property
    def label(self) -> str:
        """The role's name, to be shown."""
        return str(self.role.label)

    @property
    def can_own(self) -> bool:
        """Archive it and decide who else owns it."""
        return self.at_least(Collaborator.Role.OWNER)

    @property
    def can_edit(self) -> bool:
        """Change what it is and what happens in it."""
        return self.at_least(Collaborator.Role.EDITOR)

    @property
    def can_run(self) -> bool:
        """Add contacts, move cards, and mend what failed."""
        return self.at_least(Collaborator.Role.RUNNER)

    def at_least(self, role: Collaborator.Role) -> bool:
        """Whether this role allows all that the other does."""
        ranks = list(Collaborator.Role)
        return ranks.index(self.role) <= ranks.index(role)


def on_cohort(cohort: Cohort, member: Member) -> Powers:
    """Tell what a member may do with a cohort; one they may not see does not exist."""
    place = cohort.role_of(member)
    if place is None:
        raise Http404
    return Powers(Collaborator.Role(place))


def on_sequences(member: Member) -> Powers:
    """Tell what a member may do with sequences: those who edit contacts edit them, those who manage own them."""
    if member.can_manage:
        return Powers(Collaborator.Role.OWNER)
    return Powers(Collaborator.Role.EDITOR if member.can_edit else Collaborator.Role.VIEWER)


def on_workflow(workflow: Workflow, member: Member) -> Powers:
    """Tell what a member may do with a workflow: what they may with the cohort or the sequence it belongs to."""
    return on_cohort(workflow.cohort, member) if workflow.cohort else on_sequences(member)
