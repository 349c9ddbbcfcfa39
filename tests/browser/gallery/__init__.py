"""Every component on one page, so that a browser and axe can look at them in both themes."""

from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path


class Example(forms.Form):
    """One of each kind of field, some of them wrong."""

    name = forms.CharField(help_text="What people see on the board.")
    email = forms.EmailField(label="E-mail", required=False)
    about = forms.CharField(widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(choices=[("candidate", "Candidate"), ("lead", "Lead")])
    stops = forms.BooleanField(label="Stop when they reply", required=False)
    kinds = forms.MultipleChoiceField(
        choices=[("candidate", "Candidate"), ("lead", "Lead")], widget=forms.CheckboxSelectMultiple, required=False
    )
    moment = forms.ChoiceField(choices=[("now", "Now"), ("later", "Later")], widget=forms.RadioSelect)
    file = forms.FileField(required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components."""
    context = {
        "form": Example({"email": "not an address"}),
        "tones": ["good", "info", "wait", "warn", "bad", "brand", "plain"],
        "hues": range(8),
        "steps": [{"label": "Basics", "url": "#"}, {"label": "Collaborators"}, {"label": "Workflow"}],
        "counts": [("New", 40), ("Contacted", 22), ("Placed", 3)],
        "tags": [{"value": "1", "label": "Backend"}, {"value": "2", "label": "Berlin", "note": "12"}],
    }
    page = Template((Path(__file__).parent / "gallery.html").read_text())
    return HttpResponse(page.render(RequestContext(request, context)))


def refused(_request: HttpRequest) -> HttpResponse:
    """Refuse a card that is dropped."""
    return HttpResponse('{"message": "Contacted is paused."}', "application/json", status=409)


def fragment(_request: HttpRequest) -> HttpResponse:
    """Answer with a fragment that carries what must not run."""
    return HttpResponse(
        '<h2 tabindex="-1">Grace Hopper</h2><script>document.title = "run"</script><p hx-on:click="x">…</p>'
    )


urlpatterns = [
    path("gallery/", gallery),
    path("gallery/refused/", refused),
    path("gallery/moved/", lambda _request: HttpResponse(status=204)),
    path("gallery/fragment/", fragment),
    path("", include("kindred.config.urls")),
]
