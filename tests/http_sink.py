"""An HTTP server on loopback that keeps what it is sent and answers as it is told."""

import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.certificates import Certificate


@dataclass(frozen=True)
class Call:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HttpSink:
    """What came in, and what is answered: a status for each call in turn, then 200."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    statuses: deque[int] = field(default_factory=deque)
    answer: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    #: Seconds to wait before answering.
    delay: float = 0
    #: Close the connection instead of answering, for so many calls.
    drops: int = 0

    @property
    def url(self) -> str:
        """Return the address of a hook."""
        return f"http://127.0.0.1:{self.port}/hook"

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        """Keep a request and answer it."""
        body = handler.rfile.read(int(handler.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.calls.append(Call(handler.path, headers, body))
        time.sleep(self.delay)
        if self.drops:
            self.drops -= 1
            handler.close_connection = True
            return
        handler.send_response(self.statuses.popleft() if self.statuses else 200)
        for name, value in {"content-length": str(len(self.answer)), **self.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(self.answer)


@contextmanager
def http_sink(certificate: Certificate | None = None) -> Iterator[HttpSink]:
    """Run a sink for as long as the context lasts."""
    sink = HttpSink()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sink.take(self)

        def log_message(self, *_args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_args: object) -> None:
            """Stay quiet when a client hangs up."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.file, certificate.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    sink.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
