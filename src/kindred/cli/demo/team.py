"""The people who work in the demo workspace, besides the one who looks at it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kindred.accounts.models import Invitation, Member, Notification, Role, User, Workspace
from kindred.cli.demo.login import demo_user

_COLLEAGUES = (
    ("Priya Raman", "priya", Role.ADMIN),
    ("Tomás Ortega", "tomas", Role.MEMBER),
    ("Mei Lindqvist", "mei", Role.MEMBER),
    ("Sam Adeyemi", "sam", Role.VIEWER),
)


@dataclass(frozen=True)
class Team:
    """The demo's owner and colleagues, who cannot log in."""

    owner: User
    by_name: dict[str, User]

    @classmethod
    def gathered(cls) -> "Team":
        """Return the team, made if missing."""
        found = {}
        for name, local, _role in _COLLEAGUES:
            email = f"{local}@harbour-pine.example"
            found[name] = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
        return cls(demo_user(), found)

    @property
    def at_work(self) -> list[int]:
        """The ids of those who do things."""
        return [self.owner.pk, *(self.by_name[name].pk for name, _local, role in _COLLEAGUES if role != Role.VIEWER)]

    def join(self, workspace: Workspace, *, now: datetime) -> None:
        """Make them members, one after the other over the last year, with one more invited and a line of news."""
        owner = Member.objects.get(workspace=workspace, user=self.owner)
        Member.objects.filter(pk=owner.pk).update(joined_at=now - timedelta(days=400))
        for n, (name, _local, role) in enumerate(_COLLEAGUES):
            workspace.members.create(user=self.by_name[name], role=role, joined_at=now - timedelta(days=380 - 90 * n))
        Invitation.objects.invite(
            workspace=workspace, email="noor@harbour-pine.example", role=Role.MEMBER, by=owner, now=now
        )
        Notification.objects.tell(
            workspace=workspace,
            users=[self.owner],
            text="Welcome to the demo. Look around, move cards, change anything: no mail ever leaves from here.",
            now=now,
        )
