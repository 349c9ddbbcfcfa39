"""Guarded requests: bounded, never redirected, only to where users may send them."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from kindred.kit.http import Answer, HttpClient, InvalidUrl, RefusedUrl, RequestFault, checked_url
from tests.certificates import certificate_for
from tests.http_sink import HttpSink, http_sink


@pytest.fixture
def sink(settings: Settings) -> Iterator[HttpSink]:
    """A server on loopback that the operator has named."""
    with http_sink() as sink:
        settings.ALLOWED_INTERNAL_HOSTS = [f"127.0.0.1:{sink.port}"]
        yield sink


def post(url: str, **how: Any) -> Answer:
    """Post a word."""

    async def run() -> Answer:
        async with HttpClient(**{"seconds": 5} | how) as client:
            return await client.post(url, content=b"hello", headers={"content-type": "text/plain"})

    return asyncio.run(run())


def test_a_request_arrives_and_its_answer_comes_back(sink: HttpSink) -> None:
    answer = post(sink.url)
    assert (answer.status, answer.body) == (200, b"ok")
    assert sink.calls[0].body == b"hello"
    assert sink.calls[0].headers["host"] == f"127.0.0.1:{sink.port}"


def test_a_redirect_is_an_answer_and_not_followed(sink: HttpSink) -> None:
    sink.statuses.append(302)
    sink.headers["location"] = sink.url
    assert post(sink.url).status == 302
    assert len(sink.calls) == 1


def test_no_more_of_an_answer_is_read_than_the_limit(sink: HttpSink) -> None:
    sink.answer = b"x" * 5_000_000
    assert len(post(sink.url, max_bytes=1000).body) == 1000


def test_a_server_that_does_not_answer_is_given_up(sink: HttpSink) -> None:
    sink.delay = 1
    with pytest.raises(RequestFault, match="No answer") as fault:
        post(sink.url, seconds=0.2)
    assert not fault.value.permanent


def test_a_broken_connection_is_a_fault_that_may_pass(sink: HttpSink) -> None:
    sink.drops = 1
    with pytest.raises(RequestFault) as fault:
        post(sink.url)
    assert not fault.value.permanent


def test_nothing_inside_is_called_unless_the_operator_named_it(sink: HttpSink, settings: Settings) -> None:
    settings.ALLOWED_INTERNAL_HOSTS = []
    for url in (sink.url, "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://[::1]/", "http://0/"):
        with pytest.raises(RefusedUrl) as fault:
            post(url)
        assert fault.value.permanent
    assert not sink.calls


def test_a_name_is_looked_up_once_so_a_second_answer_cannot_lead_inside(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    with http_sink() as inside:
        settings.ALLOWED_INTERNAL_HOSTS = ["rebinding.example"]
        asked: list[str] = []

        def look_up(host: str, port: int, *_args: Any, **_more: Any) -> list[Any]:
            asked.append(host)
            address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *args, **more: (
                real(host, *args, **more) if host[:3] == "127" else look_up(host, *args, **more)
            ),
        )
        assert post(f"http://rebinding.example:{inside.port}/").status == 200
        assert asked == ["rebinding.example"]
        assert inside.calls[0].headers["host"] == f"rebinding.example:{inside.port}"


@pytest.mark.parametrize(
    "url",
    [
        "", "hook", "//example.com/", "ftp://example.com/", "file:///etc/passwd", "http:///x", "http://a..b/",
        "http://exa mple.com/", "http://ex%61mple.com/", "http://[fe80::1%25eth0]/", "http://①②⑦.⓪.⓪.①/",
        "http://user:word@example.com/", "http://127.0.0.1\\@example.com/", "https://example.com\r\nHost: x/",
        "gopher://example.com/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidUrl):
        checked_url(url)


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
def test_other_ports_are_refused(port: int) -> None:
    with pytest.raises(RefusedUrl):
        checked_url(f"https://example.com:{port}/")


def test_an_international_address_is_called_by_its_a_label() -> None:
    assert checked_url("https://bücher.example/ä").raw_host == b"xn--bcher-kva.example"


def test_the_certificate_must_be_for_the_name_in_the_address(tmp_path: Path, settings: Settings) -> None:
    certificate = certificate_for("localhost", tmp_path)
    trusting = ssl.create_default_context(cafile=certificate.file)
    with http_sink(certificate) as sink:
        settings.ALLOWED_INTERNAL_HOSTS = ["localhost", "127.0.0.1"]
        assert post(f"https://localhost:{sink.port}/", tls=trusting).status == 200
        with pytest.raises(RequestFault, match="(?i)certificate"):
            post(f"https://127.0.0.1:{sink.port}/", tls=trusting)
        with pytest.raises(RequestFault, match="(?i)certificate"):
            post(f"https://localhost:{sink.port}/")
