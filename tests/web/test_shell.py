"""What stands around every page."""

from django.test import Client, RequestFactory

from kindred.accounts.models import User, Workspace
from kindred.web.shell import last_visited, shell


def test_a_stranger_sees_no_workspace(client: Client, workspace: Workspace) -> None:
    assert "Acme" not in client.get("/accounts/login/").content.decode()


def test_the_switcher_offers_only_ones_own_workspaces(
    as_ada: Client, ada: User, workspace: Workspace, other_workspace: Workspace
) -> None:
    Workspace.objects.open_for(owner=ada, name="Second")
    page = as_ada.get("/account/").content.decode()
    assert "Acme" in page
    assert "Second" in page
    assert "Elsewhere" not in page


def test_a_person_comes_back_to_the_workspace_they_were_in(rf: RequestFactory, ada: User, workspace: Workspace) -> None:
    second = Workspace.objects.open_for(owner=ada, name="Second")
    request = rf.get("/")
    request.session = {"workspace": second.slug}  # type: ignore[assignment]
    assert last_visited(request, [workspace, second]) == second
    request.session = {"workspace": "gone"}  # type: ignore[assignment]
    assert last_visited(request, [workspace, second]) == workspace
    assert last_visited(request, []) is None


def test_the_section_of_the_page_is_marked(rf: RequestFactory, ada: User, workspace: Workspace) -> None:
    request = rf.get(f"/w/{workspace.slug}/cohorts/")
    request.user, request.session = ada, {}  # type: ignore[assignment]
    request.workspace = workspace  # type: ignore[attr-defined]
    assert [place.section.name for place in shell(request)["nav"] if place.is_current] == ["cohorts"]
