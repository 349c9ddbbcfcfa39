"""What a member's role allows: the one place that says so."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member may do, from most to least."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MEMBER = "member", _("Member")
    VIEWER = "viewer", _("Viewer")

    @property
    def allows(self) -> str:
        """Say what this role allows, for people who are about to give it."""
        return str(_SAYS[self])

    @property
    def can_manage(self) -> bool:
        """Whether settings, members and accounts may be changed."""
        return self.at_least(Role.ADMIN)

    @property
    def can_edit(self) -> bool:
        """Whether contacts and cohorts may be changed."""
        return self.at_least(Role.MEMBER)

    def at_least(self, other: "Role") -> bool:
        """Whether this role allows all that the other does."""
        ranks = list(Role)
        return ranks.index(self) <= ranks.index(other)

    def may_give(self, other: "Role") -> bool:
        """Whether members with this role may give the other one, or take it away: never more than their own."""
        return self.can_manage and self.at_least(other)


_SAYS = {
    Role.OWNER: _("Everything, including who else is an owner."),
    Role.ADMIN: _("Settings, members, sending accounts, and every cohort."),
    Role.MEMBER: _("Contacts, messages, and the cohorts they work on."),
    Role.VIEWER: _("Looks at everything, changes nothing."),
}
