"""The further ways to reach a contact."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.cleaning.point import Point
from kindred.kit.clock import utc_now


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    """Further ways to reach contacts."""

    def emails(self, workspace: Workspace, keys: Iterable[str]) -> Self:
        """Narrow to further addresses of a workspace with these keys."""
        return self.filter(workspace=workspace, medium=ContactPoint.Medium.EMAIL, key__in=keys)

    def replace(self, contact: Any, medium: str, wanted: Iterable[Point], *, at: datetime) -> bool:
        """Make a contact's further points of a medium these; return whether anything was different."""
        points = {point.key: point for point in wanted}
        present = {point.key: point for point in self.filter(contact=contact, medium=medium)}
        gone = [point.pk for key, point in present.items() if key not in points]
        if gone:
            self.filter(pk__in=gone).delete()
        changed = bool(gone)
        for key, point in points.items():
            changed |= self._put(contact, present.get(key), point, at=at)
        return changed

    def add(
        self,
        workspace: Workspace,
        wanted: Sequence[tuple[int, Point]],
        *,
        at: datetime,
        is_gap_filling: bool = False,
    ) -> None:
        """Give contacts, by id, further points; of those they have already, what is said of them is taken over.

        Gap-filling leaves those they have as they are. Addresses must be nobody else's.
        """
        ids = {pk for pk, _point in wanted}
        present = {(row.contact_id, row.medium, row.key): row for row in self.filter(contact__in=ids)}
        new, changed = [], []
        for pk, point in wanted:
            row = present.get((pk, point.medium, point.key))
            if row is None:
                checked_at = at if point.state else None
                words = {"type": point.type, "state": point.state, "checked_at": checked_at, "created_at": at}
                place = {"workspace": workspace, "contact_id": pk, "medium": point.medium, "key": point.key}
                new.append(ContactPoint(value=point.value, **place, **words))
            elif not is_gap_filling and (point.type or row.type, point.state or row.state) != (row.type, row.state):
                row.checked_at = at if point.state not in ("", row.state) else row.checked_at
                row.type, row.state = point.type or row.type, point.state or row.state
                changed.append(row)
        self.bulk_create(new, ignore_conflicts=True)
        self.bulk_update(changed, ("type", "state", "checked_at"))

    def _put(self, contact: Any, row: "ContactPoint | None", point: Point, *, at: datetime) -> bool:
        """Write one point; return whether it was different."""
        if row and row.as_point() == replace(point, is_primary=False):
            return False
        checked_at = at if point.state else None
        if row and row.state == point.state:
            checked_at = row.checked_at
        values = {"value": point.value, "type": point.type, "state": point.state, "checked_at": checked_at}
        if row:
            self.filter(pk=row.pk).update(**values)
        else:
            known = {"contact": contact, "workspace_id": contact.workspace_id, "created_at": at}
            self.create(medium=point.medium, key=point.key, **known, **values)
        return True


class ContactPoint(models.Model):
    """A further e-mail address, telephone number or page of a contact; the primary ones are the contact's own columns.

    An e-mail address belongs to one contact of the workspace, as its primary or as a further one; a number or a page
    may be shared.
    """

    class Medium(models.TextChoices):
        """What it is."""

        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Phone")
        LINK = "link", _("Link")

    #: The contact's own, kept here as the key to find points by; the contact's constraint vouches for it.
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    contact = models.ForeignKey("contacts.Contact", models.CASCADE, db_index=False, related_name="points")
    medium = models.CharField(max_length=8, choices=Medium)
    #: One of fields.EMAIL_TYPES or PHONE_TYPES; a page says itself what it is.
    type = models.CharField(max_length=12, blank=True)
    value = models.CharField(max_length=500)
    #: The form under which it is the same as another (cleaning/point.py).
    key = models.CharField(max_length=500, editable=False)
    #: One of fields.VERIFICATIONS, or nothing; and when it was found out.
    state = models.CharField(max_length=10, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=utc_now, editable=False)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "key"), condition=Q(medium="email"), name="one_contact_per_further_email"
            ),
            models.UniqueConstraint(fields=("contact", "medium", "key"), name="once_per_contact"),
        )
        indexes = (models.Index(fields=("workspace", "medium", "key"), name="contact_by_point"),)

    def __str__(self) -> str:
        return self.value

    def as_point(self) -> Point:
        """Return what it is, apart from whose."""
        return Point(medium=self.medium, value=self.value, type=self.type, state=self.state)
