"""Cards moved by hand: each move is a batch that can be taken back."""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, Left, Length
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User
from kindred.kit.errors import KindredError
from kindred.messaging.models import Message
from kindred.messaging.models.message import MessageQuerySet

#: What a card is put back to; its entry number goes on counting, so that no action fires twice for one entry.
REMEMBERED = ("status", "step", "position", "timer", "entered_at", "action_at", "due_at", "reason")


class AlreadyReverted(KindredError):
    """This move has been taken back already."""


class Move(models.Model):
    """Cards moved to a step by a person."""

    workflow = models.ForeignKey("workflows.Workflow", models.CASCADE, related_name="moves")
    step = models.CharField(max_length=40)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    reverted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Move"]] = models.Manager()

    def __str__(self) -> str:
        return f"to {self.step} at {self.at:%Y-%m-%d %H:%M}"

    @transaction.atomic
    def revert(self, *, now: datetime, by: User | None) -> tuple[int, int]:
        """Put the cards back and cancel what was to leave because of the move.

        Returns how many cards went back and how many messages had left already. Cards that have gone on since stay
        where they are. Raises AlreadyReverted.
        """
        if not Move.objects.filter(pk=self.pk, reverted_at=None).update(reverted_at=now):
            raise AlreadyReverted
        messages = self._messages()
        messages.cancel(now=now, by=by)
        left = messages.exclude(status=Message.Status.CANCELLED).count()
        card = self.cards.filter(enrollment=OuterRef("pk"), entry=OuterRef("entry"))
        standing = self.workflow.enrollments.filter(Exists(card), step=self.step, ended_at=None)
        standing.contacts().record(
            "step.reverted", at=now, by=by, data={"workflow": str(self.workflow), "step": self.step}
        )
        back = standing.update(touched_at=now, **{name: Subquery(card.values(name)[:1]) for name in REMEMBERED})
        return back, left

    def _messages(self) -> MessageQuerySet:
        """Return the messages that actions of the reached step have made for these cards."""
        prefix = Concat(
            Value("enrollment/"),
            Cast("enrollment_id", CharField()),
            Value("/"),
            Cast("entry", CharField()),
            Value("/"),
            output_field=CharField(),
        )
        theirs = (
            self.cards.filter(enrollment__contact=OuterRef("contact"))
            .annotate(prefix=prefix)
            .filter(prefix=Left(OuterRef("occasion"), Length("prefix")))
        )
        return Message.objects.filter(
            Exists(theirs), contact__in=self.cards.values("enrollment__contact"), created_at__gte=self.at
        )


class MovedCard(models.Model):
    """A card of a move: the entry the move made, and how the card stood before."""

    pk = models.CompositePrimaryKey("move_id", "enrollment_id")
    move = models.ForeignKey(Move, models.CASCADE, db_index=False, related_name="cards")
    enrollment = models.ForeignKey("workflows.Enrollment", models.CASCADE, related_name="+")
    entry = models.PositiveIntegerField()
    status = models.CharField(max_length=10)
    step = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    timer = models.PositiveSmallIntegerField()
    entered_at = models.DateTimeField()
    action_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["MovedCard"]] = models.Manager()

    class Meta:
        verbose_name = _("moved card")

    def __str__(self) -> str:
        return f"{self.enrollment_id} from {self.step}"
