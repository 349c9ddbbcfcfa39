"""The browser is told to run nothing but our own scripts."""

from django.http import HttpRequest
from django.test import Client, RequestFactory

from kindred.web.security import ContentSecurityPolicy, strangers_page


def rules(header: str) -> dict[str, str]:
    return {name: rest for name, _space, rest in (rule.strip().partition(" ") for rule in header.split(";"))}


def test_pages_run_only_our_own_scripts_and_styles(client: Client, db: None) -> None:
    policy = rules(client.get("/accounts/login/")["Content-Security-Policy"])
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"


def test_faults_carry_the_policy_too(client: Client, db: None) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "There is nothing here" in response.content.decode()


def test_what_strangers_wrote_is_shut_in(rf: RequestFactory) -> None:
    def view(_request: HttpRequest) -> object:
        return strangers_page("<script>alert(1)</script>")

    response = ContentSecurityPolicy(view)(rf.get("/"))  # type: ignore[arg-type]
    policy = rules(response["Content-Security-Policy"])
    assert policy["default-src"] == "'none'"
    assert "allow-scripts" not in policy["sandbox"]
    assert policy["frame-ancestors"] == "'self'"
