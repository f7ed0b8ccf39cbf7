"""A web server on loopback that notes what it gets, and answers as a test wants it to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lstmcast.jobs.delivery import Patience

#: Short, so that a test of a hanging server is.
HASTY = Patience(timeout=0.3, pauses=(0.01, 0.01))


@dataclass(frozen=True)
class Got:
    """One request."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Server:
    """A server that is running; it answers with ``answers`` in turn, the last one for ever."""

    url: str
    answers: list[int | str]
    got: list[Got] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.got]

    def next_answer(self) -> int | str:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def serving(*answers: int | str) -> Iterator[Server]:
    """Run a server: a number is a status, "hang" says nothing, "drip" a byte now and then,
    "noise" is no HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            server.got.append(Got("POST", self.path, body, dict(self.headers.items())))
            self._answer(server.next_answer())

        def do_GET(self) -> None:  # what a redirect would turn a POST into
            server.got.append(Got("GET", self.path, b"", dict(self.headers.items())))
            self._answer(200)

        def _answer(self, answer: int | str) -> None:
            self.close_connection = True
            if answer == "hang":
                server.closing.wait(10)
            elif answer == "drip":
                for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000:
                    if server.closing.wait(0.05):
                        return
                    self.wfile.write(bytes([byte]))
            elif answer == "noise":
                self.wfile.write(b"go away\r\n\r\n")
            else:
                self.send_response(int(answer))
                self.send_header("Location", f"{server.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # whoever asked went away
                self.close_connection = True

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: clients that go away are what is tested."""

    web = Quiet(("127.0.0.1", 0), Handler)
    server = Server(url=f"http://127.0.0.1:{web.server_port}", answers=list(answers) or [200])
    thread = threading.Thread(target=web.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        web.shutdown()
        thread.join()
        web.server_close()
