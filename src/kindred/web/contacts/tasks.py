"""What is to be done about a contact."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kindred.accounts.models import Role, User, Workspace
from kindred.contacts.models import Contact, Task
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact

_MOST = 20


class TaskForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something to do, for whom and by when."""

    class Meta:
        model = Task
        fields = ("title", "assignee", "due_at")
        labels = {"due_at": _("Due"), "assignee": _("For")}
        error_messages = {"title": {"required": _("Say what is to be done.")}}
        widgets = {
            "title": forms.TextInput(attrs={"placeholder": _("Call back about the offer")}),
            "due_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "task-%s"} | kwargs)
        people: Any = self.fields["assignee"]
        people.queryset = User.objects.filter(places__workspace=workspace).order_by("name")
        people.empty_label = _("Everybody")


@require_POST
@in_contact(Role.MEMBER)
def tasks(request: ContactRequest) -> HttpResponse:
    """Give somebody something to do about the contact."""
    form = TaskForm(request.POST, workspace=request.workspace)
    if not form.is_valid():
        return _show(request, form, status=422)
    one = Contact.objects.filter(pk=request.contact.pk)
    Task.objects.create_for(one, **form.cleaned_data, at=utc_now(), by=request.user)
    return _show(request)


@require_POST
@in_contact(Role.MEMBER)
def task_done(request: ContactRequest, task: int) -> HttpResponse:
    """Tick a task off."""
    get_object_or_404(request.contact.tasks, pk=task).finish(now=utc_now(), by=request.user)
    return _show(request)


def tasks_of(contact: Contact, *, form: TaskForm | None = None) -> dict[str, Any]:
    """Return what is to be done about a contact for a template."""
    to_do = Task.objects.filter(contact=contact).to_do().select_related("assignee")
    return {"tasks": to_do[:_MOST], "task_form": form or TaskForm(workspace=contact.workspace)}


def _show(request: ContactRequest, form: TaskForm | None = None, *, status: int = 200) -> HttpResponse:
    """Show the tasks."""
    context = {"contact": request.contact} | tasks_of(request.contact, form=form)
    response = render(request, "contacts/_tasks.html", context, status=status)
    if status == 200:
        response["HX-Trigger"] = "contact:changed"
    return response
