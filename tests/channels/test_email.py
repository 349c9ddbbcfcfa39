"""Mail over SMTP: what the server may have taken is known at every moment."""

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from kindred.channels.channel import AccountFault
from kindred.channels.email.channel import EmailChannel
from kindred.channels.email.server import Server, Timeouts
from kindred.channels.email.session import stuffed
from kindred.channels.parcel import Parcel
from tests.certificates import certificate_for
from tests.channels.desk import MemoryDesk
from tests.smtp_sink import Action, Fault, SmtpSink, smtp_sink

QUICK = Timeouts(connect=2, greeting=1, mail=1, recipient=1, data=1, block=1, after_dot=0.3, quit=0.3)
WORDS = b"Subject: Hi\r\n\r\nHello\r\n"


@pytest.fixture(autouse=True)
def _allowed(settings: Settings) -> None:
    settings.ALLOWED_INTERNAL_HOSTS = ["127.0.0.1", "localhost"]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    """A mail server without TLS or login."""
    with smtp_sink() as sink:
        yield sink


def parcels(count: int, payload: bytes = WORDS) -> list[Parcel]:
    """Return some messages."""
    return [
        Parcel(key=n, sender="us@acme.example", recipient=f"r{n}@pool.example", payload=payload)
        for n in range(1, count + 1)
    ]


def server(sink: SmtpSink, **more: Any) -> Server:
    """Return the way to the sink."""
    usual: dict[str, Any] = {
        "host": sink.host,
        "port": sink.port,
        "security": "none",
        "connections": 1,
        "timeouts": QUICK,
    }
    return Server(**usual | more)


def send(sink: SmtpSink, desk: MemoryDesk, *, tls: ssl.SSLContext | None = None, **more: Any) -> MemoryDesk:
    """Send what the desk has."""
    asyncio.run(EmailChannel(server=server(sink, **more), tls=tls).send(desk))
    return desk


def test_messages_arrive_as_they_were_and_over_one_connection(sink: SmtpSink) -> None:
    payload = b"Subject: dots\r\n\r\n.\r\n..two\r\nend"
    desk = send(sink, MemoryDesk(parcels(3, payload)))
    assert desk.results == ["accepted"] * 3
    assert desk.handed_over == [1, 2, 3]
    assert sink.recipients == ["r1@pool.example", "r2@pool.example", "r3@pool.example"]
    assert sink.mails[0].data == payload + b"\r\n"
    assert sink.connections == 1
    assert sink.heard[-1] == "1 QUIT"


def test_several_connections_share_the_work(sink: SmtpSink) -> None:
    sink.delay = 0.01
    desk = send(sink, MemoryDesk(parcels(40)), connections=4)
    assert desk.results == ["accepted"] * 40
    assert len({mail.connection for mail in sink.mails}) == 4
    assert len(sink.mails) == 40


def test_a_server_without_pipelining_is_spoken_to_verb_by_verb(sink: SmtpSink) -> None:
    sink.offers = []
    assert send(sink, MemoryDesk(parcels(2))).results == ["accepted"] * 2


def test_an_old_server_is_greeted_the_old_way(sink: SmtpSink) -> None:
    sink.plan("EHLO", "502 5.5.1 what?")
    assert send(sink, MemoryDesk(parcels(1))).results == ["accepted"]


# The table of what a fault means: before the dot the message was certainly not taken, after it nobody can know.
@pytest.mark.parametrize(
    ("verb", "action", "result", "taken"),
    [
        ("RCPT", "450 4.2.1 busy", "deferred", 0),
        ("RCPT", "451 4.7.1 greylisted", "deferred", 0),
        ("RCPT", "550 5.1.1 no such user", "bounced", 0),
        ("RCPT", "junk", "deferred", 0),
        ("RCPT", Fault.DROP, "deferred", 0),
        ("RCPT", Fault.HANG, "deferred", 0),
        ("DATA", "451 4.3.0 later", "deferred", 0),
        ("DATA", "554 5.7.1 no", "bounced", 0),
        ("DATA", "250 what", "deferred", 0),
        ("DATA", Fault.DROP, "deferred", 0),
        ("DATA", Fault.HANG, "deferred", 0),
        ("body", Fault.DROP, "deferred", 0),
        ("body", Fault.HANG, "deferred", 0),
        ("dot", "452 4.3.1 full", "deferred", 0),
        ("dot", "554 5.6.0 content", "bounced", 0),
        ("dot", "junk after the dot", "uncertain", 1),
        ("dot", "354 what", "uncertain", 0),
        ("dot", Fault.DROP, "uncertain", 0),
        ("dot", Fault.TAKE_AND_DROP, "uncertain", 1),
        ("dot", Fault.HANG, "uncertain", 0),
        ("dot", Fault.TAKE_AND_HANG, "uncertain", 1),
        ("dot", "250 taken", "accepted", 1),
    ],
)
def test_a_fault_means_what_it_must(sink: SmtpSink, verb: str, action: Action, result: str, taken: int) -> None:
    sink.plan(verb, action)
    # Larger than what the system buffers, so that a server that stops reading is noticed before the dot.
    large = WORDS + b"x" * 76 * 200_000 if verb == "body" else WORDS
    sink.offers = ["PIPELINING"]
    desk = send(sink, MemoryDesk([*parcels(1, large), *parcels(2)[1:]]))
    assert desk.results == [result, "accepted"]
    assert sink.recipients.count("r1@pool.example") == taken
    assert sink.recipients.count("r2@pool.example") == 1


@pytest.mark.parametrize("after", ["250 2.0.0 ok", "421 4.3.2 closing", "junk", Fault.DROP, Fault.HANG])
def test_what_happens_at_goodbye_changes_nothing(sink: SmtpSink, after: Action) -> None:
    sink.plan("QUIT", after)
    assert send(sink, MemoryDesk(parcels(1))).results == ["accepted"]


def test_a_message_that_may_not_leave_after_all_does_not_and_holds_up_no_other(sink: SmtpSink) -> None:
    desk = send(sink, MemoryDesk(parcels(3), refused=[2]))
    assert sink.recipients == ["r1@pool.example", "r3@pool.example"]
    assert desk.results == ["accepted"] * 2
    assert sink.heard.count("1 RSET") == 1


def test_one_bad_recipient_in_a_batch_hurts_no_other(sink: SmtpSink) -> None:
    sink.rule = lambda verb, to: "554 5.1.1 unknown" if verb == "RCPT" and to.startswith("r7@") else None
    desk = send(sink, MemoryDesk(parcels(20)), connections=3)
    assert desk.outcomes[7].result == "bounced"
    assert sorted(sink.recipients) == sorted(f"r{n}@pool.example" for n in range(1, 21) if n != 7)


def test_a_server_that_ends_each_connection_after_a_few_messages_costs_nothing(sink: SmtpSink) -> None:
    count = iter(range(1, 100))
    sink.rule = lambda verb, _to: "421 4.7.0 enough" if verb == "MAIL" and next(count) % 5 == 0 else None
    desk = send(sink, MemoryDesk(parcels(30)))
    assert desk.results == ["accepted"] * 30
    assert len(sink.mails) == 30
    assert not desk.returned


def test_a_server_that_drops_after_a_few_messages_costs_nothing(sink: SmtpSink) -> None:
    count = iter(range(1, 100))
    sink.rule = lambda verb, _to: Fault.DROP if verb == "MAIL" and next(count) % 5 == 0 else None
    desk = send(sink, MemoryDesk(parcels(30)))
    assert desk.results == ["accepted"] * 30
    assert len(sink.mails) == 30


def test_fewer_connections_than_wished_for_are_enough(sink: SmtpSink) -> None:
    sink.most, sink.delay = 2, 0.01
    desk = send(sink, MemoryDesk(parcels(30)), connections=5)
    assert set(desk.results) == {"accepted"}
    assert len(desk.results) + len(desk.returned) == 30


# What is wrong with the account is told of the account, and every message stays as it was.
@pytest.mark.parametrize(
    ("verb", "actions", "said", "permanent"),
    [
        ("greeting", ["421 4.3.2 down"], "421", False),
        ("greeting", ["554 5.7.1 go away"], "554", False),
        ("greeting", ["HTTP/1.1 400 Bad Request"], "broke off", False),
        ("greeting", [Fault.DROP], "broke off", False),
        ("greeting", [Fault.HANG], "no answer in time", False),
        ("EHLO", ["421 4.3.2 no"], "421", False),
        ("MAIL", ["421 4.7.0 slow down"], "421", False),
        ("MAIL", ["451 4.7.1 throttled"], "451", False),
        ("MAIL", ["550 5.7.1 sender not yours"], "refuses the sender", True),
        ("MAIL", ["530 5.7.0 log in first"], "530", True),
        ("RCPT", ["530 5.7.0 log in first"], "530", True),
    ],
)
def test_a_fault_of_the_account_is_no_fault_of_a_message(
    sink: SmtpSink, verb: str, actions: list[Action], said: str, permanent: bool
) -> None:
    sink.plan(verb, *actions)
    desk = MemoryDesk(parcels(3))
    with pytest.raises(AccountFault, match=said) as fault:
        send(sink, desk)
    assert fault.value.permanent is permanent
    assert (desk.outcomes, desk.returned) == ({}, [1])
    assert not sink.mails


def test_a_server_that_drops_whatever_comes_is_left_alone_after_three_tries(sink: SmtpSink) -> None:
    sink.rule = lambda verb, _to: Fault.DROP if verb == "DATA" else None
    desk = MemoryDesk(parcels(10))
    with pytest.raises(AccountFault, match="hangs up"):
        send(sink, desk)
    assert desk.results == ["deferred"] * 3


def test_a_server_that_relays_nothing_is_a_fault_of_the_account(sink: SmtpSink) -> None:
    sink.rule = lambda verb, _to: "554 5.7.1 Relay access denied" if verb == "RCPT" else None
    desk = MemoryDesk(parcels(10))
    with pytest.raises(AccountFault, match="pass mail on") as fault:
        send(sink, desk)
    assert fault.value.permanent
    assert desk.results == ["deferred"] * 3


def test_one_recipient_that_is_not_relayed_to_stops_nobody(sink: SmtpSink) -> None:
    sink.rule = lambda verb, to: "554 5.7.1 Relay access denied" if verb == "RCPT" and to.startswith("r1@") else None
    desk = send(sink, MemoryDesk(parcels(5)))
    assert desk.results == ["deferred", *["accepted"] * 4]


def test_nobody_there_is_a_fault_of_the_account(sink: SmtpSink) -> None:
    with pytest.raises(AccountFault, match="cannot be reached") as fault:
        send(sink, MemoryDesk(parcels(1)), port=1)
    assert not fault.value.permanent


def test_a_server_inside_is_not_reached_unless_named(sink: SmtpSink, settings: Settings) -> None:
    settings.ALLOWED_INTERNAL_HOSTS = []
    for host in ("127.0.0.1", "localhost", "2130706433"):
        with pytest.raises(AccountFault, match="private network") as fault:
            send(sink, MemoryDesk(parcels(1)), host=host)
        assert fault.value.permanent
    assert sink.connections == 0


@pytest.mark.parametrize("at_once", [True, False])
def test_the_connection_is_protected_and_the_certificate_checked(tmp_path: Path, at_once: bool) -> None:
    certificate = certificate_for("localhost", tmp_path)
    trusting = ssl.create_default_context(cafile=certificate.file)
    how = {"security": "tls" if at_once else "starttls", "username": "us", "password": "wörd"}
    with smtp_sink(certificate, at_once=at_once) as sink:
        sink.users = {"us": "wörd"}
        assert send(sink, MemoryDesk(parcels(2)), tls=trusting, host="localhost", **how).results == ["accepted"] * 2
        for host, context in (("127.0.0.1", trusting), ("localhost", None)):
            with pytest.raises(AccountFault, match="(?i)certificate"):
                send(sink, MemoryDesk(parcels(1)), tls=context, host=host, **how)


def test_a_wrong_password_is_tried_once_and_pauses_for_a_person(sink: SmtpSink) -> None:
    sink.users = {"us": "right"}
    with pytest.raises(AccountFault, match="login was refused: 535") as fault:
        send(sink, MemoryDesk(parcels(9)), username="us", password="wrong", connections=4)
    assert fault.value.permanent
    assert sum("AUTH" in said for said in sink.heard) == 1


def test_a_login_that_fails_for_the_moment_is_tried_again_later(sink: SmtpSink) -> None:
    sink.users = {"us": "right"}
    sink.plan("AUTH", "454 4.7.0 later")
    with pytest.raises(AccountFault, match="454") as fault:
        send(sink, MemoryDesk(parcels(1)), username="us", password="right")
    assert not fault.value.permanent


def test_the_older_way_to_log_in_works_too(sink: SmtpSink) -> None:
    sink.users = {"us": "right"}
    sink.rule = lambda verb, _to: "250-sink\r\n250 AUTH LOGIN" if verb == "EHLO" else None
    assert send(sink, MemoryDesk(parcels(1)), username="us", password="right").results == ["accepted"]


def test_without_starttls_nothing_is_said(sink: SmtpSink) -> None:
    sink.users = {"us": "right"}
    with pytest.raises(AccountFault, match="STARTTLS"):
        send(sink, MemoryDesk(parcels(1)), security="starttls", username="us", password="right")
    assert not any("AUTH" in said for said in sink.heard)


def test_what_is_smuggled_in_before_tls_is_noticed(tmp_path: Path) -> None:
    certificate = certificate_for("localhost", tmp_path)
    with smtp_sink(certificate) as sink:
        sink.plan("STARTTLS", "220 go ahead\r\n250 smuggled")
        with pytest.raises(AccountFault, match="tampered"):
            send(sink, MemoryDesk(parcels(1)), security="starttls", host="localhost")


def test_a_message_too_large_for_the_server_fails_alone(sink: SmtpSink) -> None:
    sink.offers = ["SIZE 1000"]
    desk = send(sink, MemoryDesk([*parcels(1, WORDS + b"x" * 1000), *parcels(2)[1:]]))
    assert desk.results == ["failed", "accepted"]


def test_letters_beyond_ascii_before_the_at_need_a_server_that_takes_them(sink: SmtpSink) -> None:
    parcel = Parcel(key=1, sender="us@acme.example", recipient="jörg@pool.example", payload=WORDS)
    assert send(sink, MemoryDesk([parcel])).results == ["failed"]
    sink.offers.append("SMTPUTF8")
    assert send(sink, MemoryDesk([parcel])).results == ["accepted"]
    assert sink.recipients == ["jörg@pool.example"]


@pytest.mark.parametrize(
    "bad", ["a@b.example>\r\nRCPT TO:<c@d.example", "a b@c.example", "", "a@b.example\0", "<a@b.example>"]
)
def test_an_address_cannot_carry_a_command(sink: SmtpSink, bad: str) -> None:
    parcel = Parcel(key=1, sender="us@acme.example", recipient=bad, payload=WORDS)
    assert send(sink, MemoryDesk([parcel])).results == ["failed"]
    assert not any("RCPT" in said for said in sink.heard)


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("550 5.1.1 user unknown", True),
        ("550 5.1.10 null MX", True),
        ("550 5.2.1 mailbox disabled", True),
        ("550 no such user here", True),
        ("550 Mailbox not found", True),
        ("550 5.2.2 over quota", False),
        ("552 5.3.4 too large", False),
        ("550 5.7.1 blocked by policy", False),
        ("550 5.7.515 access denied", False),
        ("550 5.1.1 rejected because of spam reputation", False),
        ("554 blocked using zen.spamhaus.org", False),
        ("550 mailbox unavailable", False),
        ("554 5.4.4 no route", False),
        ("550 5.6.0 bad content", False),
        ("450 4.1.1 user unknown", False),
    ],
)
def test_only_an_address_that_is_no_good_is_given_up(sink: SmtpSink, said: str, gone: bool) -> None:
    sink.plan("RCPT", said)
    assert send(sink, MemoryDesk(parcels(1))).outcomes[1].recipient_gone is gone


def test_bare_line_ends_cannot_end_a_message_early() -> None:
    assert stuffed(b"a\n.\nb\r.\rc") == b"a\r\n..\r\nb\r\n..\r\nc\r\n"
    assert stuffed(b".") == b"..\r\n"
