"""How an e-mail reads before it is sent: a template as one of the contacts would get it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Collaborator
from kindred.contacts.fields import FIELDS
from kindred.contacts.models import Contact
from kindred.kit.errors import KindredError
from kindred.messaging.context import own_fields
from kindred.messaging.models import Template
from kindred.web.workflows.access import WorkflowRequest, in_workflow

#: What people put into messages most, in this order.
USUAL = ("first_name", "last_name", "name", "preferred_name", "title", "company_name", "city", "location")


@require_http_methods(["GET", "POST"])
@in_workflow(Collaborator.Role.EDITOR)
def preview(request: WorkflowRequest) -> HttpResponse:
    """Show the chosen template, or the words being written, as a contact would read them."""
    template = _template(request)
    if template is None:
        return HttpResponse()
    contact = _somebody(request)
    try:
        said = template.preview(contact)
        # The footer's link leads nowhere in a preview.
        context = {"said": said, "text": said.text.replace("(#)", ""), "contact": contact}
        context["problems"] = template.problems()
    except KindredError as refusal:
        context = {"refusal": refusal.message, "problems": template.problems()}
    return render(request, "workflows/_letter_preview.html", context)


def merge_fields(workspace: Workspace) -> list[tuple[str, str]]:
    """Return what can be put into a message: the text to insert, and its label."""
    first = f"{{{{ contact.first_name | default: '{_('there')}' }}}}"
    named = [(f"{{{{ contact.{key} }}}}", str(FIELDS[key].label)) for key in USUAL[1:]]
    own = [(f"{{{{ contact.custom.{field.key} }}}}", field.label) for field in own_fields(workspace)]
    return [(first, str(FIELDS["first_name"].label)), *named, ("{{ sender.name }}", _("Your name")), *own]


def _template(request: WorkflowRequest) -> Template | None:
    """Return the template that is meant: a saved one, or what is being written."""
    if request.method == "POST":
        words = {
            "subject": request.POST.get("new_subject", "")[:300],
            "html": request.POST.get("new_body", "")[:100_000],
        }
        return Template(workspace=request.workspace, name="", **words)
    chosen = request.GET.get("set-template", "")
    return Template.objects.of(request.workspace).filter(pk=int(chosen)).first() if chosen.isdecimal() else None


def _somebody(request: WorkflowRequest) -> Contact:
    """Return a contact to address: a member of the cohort where there is one."""
    pool = Contact.objects.of(request.workspace).exclude(first_name="").select_related("company")
    cohort = request.workflow.cohort
    members = pool.filter(memberships__cohort=cohort, memberships__left_at=None) if cohort else pool.none()
    return members.first() or pool.first() or Contact(workspace=request.workspace, first_name="Robin", name="Robin Doe")
