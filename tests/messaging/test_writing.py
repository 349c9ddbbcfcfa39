"""Writing: personal, safe to open, fit for every mail server."""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from kindred.accounts.models import Workspace
from kindred.contacts.models import Company, Contact, CustomField
from kindred.kit.clock import utc_now
from kindred.messaging.errors import UnwritableMessage
from kindred.messaging.layout import cleaned
from kindred.messaging.models import Message, SendingAccount, Template
from kindred.messaging.sender import Sender
from kindred.messaging.writing import Letterhead, Words, email_parcel, rendered
from tests.messaging.conftest import Pool, Queue


def mail(subject: str = "Hi", html: str = "<p>x</p>", **contact: Any) -> EmailMessage:
    """Write a mail to a contact and read it as a mail program does, finding no defect."""
    pat = Contact(**{"first_name": "Pat", "name": "Pat Doe", "email": "pat@pool.example"} | contact)
    workspace = Workspace(pk=1, name="Acme", postal_address="1 Main Street\nBerlin")
    sender = Sender(name=contact.get("source", "") or "Ada, of Acme", email="ada@bücher.example")
    letterhead = Letterhead(
        workspace=workspace, sender=sender, custom=(CustomField(key="team", label="Team", kind="number"),)
    )
    said = rendered(
        Words(subject=subject, html=html), contact=pat, letterhead=letterhead, unsubscribe="https://k.example/u/1/"
    )
    parcel = email_parcel(
        7,
        said,
        contact=pat,
        letterhead=letterhead,
        recipient=pat.email,
        identity="abc@xn--bcher-kva.example",
        unsubscribe="https://k.example/u/1/",
        at=utc_now(),
    )
    assert max(map(len, parcel.payload.split(b"\r\n"))) <= 998
    assert b"\n" not in parcel.payload.replace(b"\r\n", b"")
    assert b"\r" not in parcel.payload.replace(b"\r\n", b"")
    read = message_from_bytes(parcel.payload, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert not [part.defects for part in read.walk() if part.defects]
    beyond_ascii = not pat.email.rpartition("@")[0].isascii()
    assert not [value.defects for value in read.values() if value.defects and not beyond_ascii]
    return read


def text(message: EmailMessage, kind: str) -> str:
    """Return one of the two forms of a mail."""
    body = message.get_body((kind,))
    assert body
    return str(body.get_content())


def test_a_mail_has_what_belongs_to_a_mail() -> None:
    read = mail("Hallo {{ contact.first_name }} 👋", "<p>Grüße <b>{{ contact.name }}</b></p>")
    assert read["subject"] == "Hallo Pat 👋"
    assert str(read["from"]) == '"Ada, of Acme" <ada@xn--bcher-kva.example>'
    assert read["to"] == "Pat Doe <pat@pool.example>"
    assert read["message-id"] == "<abc@xn--bcher-kva.example>"
    assert read["list-unsubscribe"] == "<https://k.example/u/1/>"
    assert read["auto-submitted"] == "auto-generated"
    assert read["date"]
    assert "Grüße Pat Doe" in text(read, "plain")
    for kind in ("plain", "html"):
        assert "1 Main Street" in text(read, kind)
        assert "https://k.example/u/1/" in text(read, kind)


@pytest.mark.parametrize(
    "word", ["x\r\nBcc: evil@x.example", "x\nBcc: e@x", "x\rBcc: e", "x\0y", "x\u2028Bcc: e", "x\x85Bcc: e"]
)
def test_no_value_breaks_out_of_its_header(word: str) -> None:
    read = mail("{{ contact.first_name }}", first_name=word, name=word, source=word)
    assert read["bcc"] is None
    assert sorted(key.lower() for key in read) == [
        "auto-submitted", "content-type", "date", "from", "list-unsubscribe", "list-unsubscribe-post", "message-id",
        "mime-version", "subject", "to",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "email", ["pat@pool.example\r\nBcc: e@x", "a b@pool.example", "pat@pool.example, e@x.example", "@", ""]
)
def test_an_address_that_is_none_cannot_be_written_to(email: str) -> None:
    with pytest.raises(UnwritableMessage):
        mail(email=email)


@pytest.mark.parametrize(
    "subject", ["ä" * 300, "word " * 150, "x" * 900, "🎉" * 200, "=?utf-8?q?x?=", "日本語の件名" * 30, "عنوان " * 40]
)
def test_long_and_foreign_subjects_survive(subject: str) -> None:
    assert str(mail(subject)["subject"]).replace(" ", "") in {subject.replace(" ", ""), "x"}


def test_letters_beyond_ascii_before_the_at_stay_as_they_are() -> None:
    assert "jörg@xn--bcher-kva.example" in mail(email="jörg@bücher.example").as_bytes().decode()


@pytest.mark.parametrize(
    "body", ["x" * 50_000, "ü" * 20_000, "\r\n.\r\n" * 100, "a\rb\nc\r\nd", "From me\n.\n", "=" * 5000, "🎉" * 9000]
)
def test_any_body_survives(body: str) -> None:
    assert mail(html=f"<pre>{body}</pre>")


def test_what_a_contact_holds_stays_text_in_html() -> None:
    html = text(mail(html="<p>{{ contact.first_name }}</p>", first_name="<script>alert(1)</script>&"), "html")
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;&amp;</p>" in html


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\tscript:alert(1)'>x</a>", "<svg onload=alert(1)>", "<iframe src='https://x.example'></iframe>",
    "<form action='https://x.example'><input></form>", "<p onclick='x()'>y</p>", "<meta http-equiv=refresh content='0;url=x'>",
    "<link rel=stylesheet href='https://x.example/x.css'>", "<base href='https://x.example'>", "<object data='x'></object>",
    "<p style='background:url(https://x.example)'>x</p>", "<p style='position:fixed;top:0'>x</p>", "<math><mi xlink:href='javascript:x'>",
    "<div hx-get='/x' data-hx-post='/y' hx-trigger='load'>x</div>", "<img src='data:text/html,<script>x</script>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<template><script>x</script></template>",
    "<style>@import url(https://x.example/x.css); p{background:url(//x.example)}</style><p>x</p>", "<!--><img src=x onerror=x>-->",
    "<a href='data:text/html,x'>x</a>", "<a href='vbscript:x'>x</a>", "<video src=x onerror=x>", "<b/onmouseover=alert(1)>x</b>",
]  # fmt: skip


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_that_runs_fetches_or_deceives_survives(html: str) -> None:
    safe = cleaned(html).lower()
    for banned in ("<script", "onerror", "onload", "onclick", "onmouse", "javascript:", "<iframe", "<form", "<svg", "<meta", "<link",
                   "<base", "<object", "url(", "position", "hx-", "data:", "vbscript", "<style", "<video", "<math", "@import"):  # fmt: skip
        assert banned not in safe, safe


def test_styles_of_a_sheet_move_to_where_they_count() -> None:
    assert 'style="color:red"' in cleaned("<style>p {color: red}</style><p>x</p>").replace(
        "color: red", "color:red"
    ).replace(";", "")


def test_plain_text_becomes_paragraphs() -> None:
    assert cleaned("Hello\n\nBye\nnow") == "<p>Hello</p>\n\n<p>Bye<br>now</p>"


# Templates are programs that users write: they reach nothing and exhaust nothing.
@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "source",
    [
        "{{ contact.__class__ }}", "{{ contact.keys }}", "{{ contact._state }}", "{{ contact.delete }}", "{{ ''.__class__ }}",
        "{{ settings.SECRET_KEY }}", "{{ workspace.members }}", "{{ 'x' | safe }}", "{% include 'x' %}", "{% render 'x' %}",
        "{% for i in (1..1000000000) %}x{% endfor %}", "{{ (1..999999999) | join: ',' }}", "{{ (1..999999999) | reverse | first }}",
        "{% for i in (1..500) %}{% for j in (1..500) %}x{% endfor %}{% endfor %}", "{{ 'x' | append: nothing }}",
        "{{ 'aaaaaaaaaa'" + " | replace: 'a', 'aaaaaaaaaa'" * 20 + " }}", "{{ 'a b' | base64_encode" + " | base64_encode" * 60 + " }}",
        "{% assign x = 9 %}{% for i in (1..400) %}{% assign x = x | times: x %}{% endfor %}{{ x }}",
        "{% assign x = 'aaaa' %}{% for i in (1..400) %}{% assign x = x | append: x %}{% endfor %}",
        "{% assign a = 'a,b' | split: ',' %}{% for i in (1..99) %}{% assign a = a | concat: a %}{% endfor %}",
        "{% if true %}" * 500 + "{% endif %}" * 500, "{% if %}", "{{ contact.first_name", "{% endfor %}", "{{ 1 | divided_by: 0 }}",
        "{% tablerow i in (1..100000) %}x{% endtablerow %}", "{{ contact.first_name | nofilter }}",
    ],
)  # fmt: skip
def test_a_template_reaches_and_exhausts_nothing(source: str) -> None:
    with pytest.raises(UnwritableMessage):
        mail(html=source)


def test_an_empty_field_falls_back_and_an_unknown_one_is_an_error() -> None:
    assert "Hi there" in text(mail(html="Hi {{ contact.first_name | default: 'there' }}", first_name=""), "plain")
    assert "team 7" in text(mail(html="team {{ contact.custom.team }}", custom={"team": 7}), "plain")
    assert "at X & Co" in text(mail(html="at {{ company.name }}", company=Company(name="X & Co")), "plain")
    assert "VP" in text(mail(html="{{ contact.seniority }}", seniority="vp"), "plain")
    acme = Company(name="Acme", size="51-200", country="DE")
    assert "51–200 DE" in text(mail(html="{{ company.size }} {{ company.country }}", company=acme), "plain")
    assert "Hi Pat" in text(mail(html="Hi {{ contact.preferred_name }}"), "plain")
    assert "Hi Patty" in text(mail(html="Hi {{ contact.preferred_name }}", preferred_name="Patty"), "plain")
    salary = text(mail(html="[{{ contact.salary_expectation }}]", salary_expectation=None), "plain")
    assert "[]" in salary
    with pytest.raises(UnwritableMessage, match="Line 2: there is no “contact.frist_name”"):
        mail(html="Hi\n{{ contact.frist_name | default: 'x' }}")


def test_a_template_says_what_is_wrong_with_it_and_where(workspace: Workspace) -> None:
    CustomField.objects.create(workspace=workspace, key="team", label="Team")
    template = Template(
        workspace=workspace, name="T", subject="{{ contact.nme }}", html="<p>\n{{ contact.custom.team }}</p>"
    )
    assert [str(problem) for problem in template.problems()] == ["subject: there is no “contact.nme”."]
    template.html = "a\nb {{ company.nope }}\n{{ sender.name }}{{ unsubscribe_url }}"
    assert str(template.problems()[1]) == "line 2: there is no “company.nope”."
    template.html = "a\n{% if x %}"
    assert template.problems()[1].line == 2


def test_a_template_can_be_seen_as_a_contact_would_see_it(workspace: Workspace, contacts: Pool) -> None:
    template = Template(
        workspace=workspace, name="T", subject="Hi {{ contact.first_name }}", html="<p>Dear {{ contact.name }}</p>"
    )
    shown = template.preview(contacts(1)[0])
    assert shown.subject == "Hi Pat"
    assert "Dear Pat Person0001" in shown.html
    assert "Unsubscribe" in shown.text


def test_another_mail_server_takes_it_too(workspace: Workspace, contacts: Pool, queue: Queue, send: Any) -> None:
    class Keeper:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
            kept.append(envelope)
            return "250 OK"

    kept: list[Envelope] = []
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Keeper(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        SendingAccount.objects.create(
            workspace=workspace, name="A", from_email="a@acme.example", host="127.0.0.1", port=port, security="none"
        )
        people = contacts(30)
        queue(content={"subject": "Grüße", "html": "<p>.\n..\n</p>" + "ü" * 3000})
        send()
    finally:
        controller.stop()
    assert sorted(to for envelope in kept for to in envelope.rcpt_tos) == sorted(person.email for person in people)
    assert set(Message.objects.values_list("status", flat=True)) == {"accepted"}
