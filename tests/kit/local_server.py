"""A real HTTP server on this machine that plays an outside service from a script.

Each path has a list of replies; the last one is repeated. What came in is kept in ``requests``.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer of the server.

    Attributes:
        body: JSON value, or the bytes that are sent as they are.
        status: HTTP status.
        headers: Beside ``Content-Length`` and ``Content-Type``.
        delay_s: Wait before the first byte.
        cut: Bytes that are held back at the end although ``Content-Length`` promises them.
        hang_up: Close the connection without a word.
        trickle_s: Wait after each byte of the body.
    """

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    cut: int = 0
    hang_up: bool = False
    trickle_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client sent.

    Attributes:
        path: Without the query.
        headers: Names in lower case.
        body: JSON value, ``None`` for an empty body.
    """

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: object


class LocalServer:
    """The script and the record of one server.

    Attributes:
        url: Base URL, without a slash at the end.
        requests: What came in, in order.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._routes: dict[str, list[Reply]] = {}
        self._lock = threading.Lock()

    def script(self, path: str, *replies: Reply) -> None:
        """Answer requests of a path with these replies, one after another."""
        self._routes[path] = list(replies)

    def next_reply(self, request: Request) -> Reply:
        """Record a request and take its reply; 404 where nothing is scripted."""
        with self._lock:
            self.requests.append(request)
            replies = self._routes.get(request.path, [Reply(status=404, body={})])
            return replies.pop(0) if len(replies) > 1 else replies[0]


class _Handler(BaseHTTPRequestHandler):
    script: ClassVar[LocalServer]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass

    def _answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        parts = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=parts.path,
            params=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=json.loads(body) if body else None,
        )
        reply = self.script.next_reply(request)
        # an event in place of sleep, so that no test waits for a server that is closing
        self.script.closing.wait(reply.delay_s)
        self.close_connection = True
        if not reply.hang_up:
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        try:
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
            for name, value in {**headers, **reply.headers, "Connection": "close"}.items():
                self.send_header(name, value)
            self.end_headers()
            body = body[: len(body) - reply.cut]
            if not reply.trickle_s:
                self.wfile.write(body)
                return
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.script.closing.wait(reply.trickle_s)
        except OSError:
            return  # the client lost patience, as some tests want

    do_GET = do_POST = _answer  # noqa: N815 - names that the base class calls


@contextmanager
def running_server() -> Iterator[LocalServer]:
    """A server on a free port of 127.0.0.1 until the block ends."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        script = LocalServer(server.server_address[1])
        handler.script = script  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield script
        finally:
            script.closing.set()
            server.shutdown()
            thread.join()
