"""A real HTTP server between boto3 and moto that answers some operations as no AWS does."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import urllib3

EVERY = "*"
"""In the place of an operation: all of them."""

XHTML = "<html xmlns='http://www.w3.org/1999/xhtml'><body>sign in</body></html>"
DENIED = "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>"


class Handler(BaseHTTPRequestHandler):
    """One connection; what a test spoils is answered as it says, and everything else by moto."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Hostile"

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """As a server of AWS would."""
        self.do_POST()

    def do_POST(self) -> None:
        """As a server of AWS would."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        operation = operation_of(self.path, self.headers, body)
        self.server.asked.append(operation)
        spoil = self.server.spoiled.get(operation) or self.server.spoiled.get(EVERY)
        if spoil:
            spoil(self, operation)
            return
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        answer = self.server.pool.urlopen(self.command, self.path, body, headers, redirect=False)
        self.whole(answer.data, answer.status, {"Content-Type": answer.headers.get("Content-Type", "text/xml")})

    def begin(self, length: int | None, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """The head of an answer; without a length it comes in chunks."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header(*(("Transfer-Encoding", "chunked") if length is None else ("Content-Length", str(length))))
        self.end_headers()

    def whole(self, data: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """An answer."""
        self.begin(len(data), status, headers)
        self.wfile.write(data)

    def handle(self) -> None:
        """Passes over it where the other side has gone."""
        try:
            super().handle()
        except OSError:
            self.close_connection = True


Spoil = Callable[[Handler, str], None]


class Hostile(ThreadingHTTPServer):
    """The server.

    Attributes:
        spoiled: how operations are answered; the others are moto's.
        asked: the operations of all requests, in the order in which they came.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, moto: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pool = urllib3.connectionpool.connection_from_url(moto, maxsize=24)
        self.spoiled: dict[str, Spoil] = {}
        self.asked: list[str] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def hostile(moto: str) -> Iterator[Hostile]:
    """The server, as long as it is needed."""
    with Hostile(moto) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            server.pool.close()


def operation_of(path: str, headers: Mapping[str, str], body: bytes) -> str:
    """The operation of a request."""
    if target := headers.get("X-Amz-Target"):
        return target.rpartition(".")[2]
    if action := parse_qs(body.decode()).get("Action"):
        return action[0]
    return {"location": "GetBucketLocation", "policy": "GetBucketPolicy"}[urlsplit(path).query]


def told(text: str, status: int = 200) -> Spoil:
    """Always the same answer."""
    return lambda handler, _: handler.whole(text.encode(), status)


def silent(handler: Handler, _: str) -> None:
    """Takes the request and says nothing."""
    handler.server.over.wait()


def closed(handler: Handler, _: str) -> None:
    """Takes the request and hangs up."""
    handler.close_connection = True


def dripping(handler: Handler, _: str) -> None:
    """An answer that comes byte by byte and never ends."""
    handler.begin(1 << 20)
    drip(handler)


def dripping_head(handler: Handler, _: str) -> None:
    """An answer whose very head never ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(handler)


def drip(handler: Handler) -> None:
    """Writes a byte now and then."""
    while not handler.server.over.is_set():
        handler.wfile.write(b" ")
        time.sleep(0.2)


def endless(handler: Handler, _: str) -> None:
    """An answer that does not say how long it is, and never ends."""
    handler.begin(None)
    part = b" " * (1 << 16)
    while not handler.server.over.is_set():
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))


def long(handler: Handler, _: str) -> None:
    """An answer that says that it has 4 GiB."""
    handler.begin(4 << 30)
    handler.server.over.wait()


class Paged:
    """Pages that always name a next one.

    Args:
        inner: what a page holds; `{0}` is its number.
        last: the number of the page that names none; None for no end.
    """

    def __init__(self, inner: str, last: int | None = None) -> None:
        self._inner = inner
        self._last = last
        self._numbers = itertools.count()

    def __call__(self, handler: Handler, operation: str) -> None:
        """Answers with the next page."""
        number = next(self._numbers)
        token = "" if number == self._last else f"<nextToken>{number + 1}</nextToken>"
        told(f"<{operation}Response>{self._inner.format(number)}{token}</{operation}Response>")(handler, operation)
