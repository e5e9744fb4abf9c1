"""A load generator: so many keep-alive connections in one thread of a process of its own.

`python -m bench.load` reads commands from standard input, each a line of JSON, and answers each with one:
`{"port", "path", "bodies", "verdict", "connections", "warm"}` connects and warms up, `{"requests"}` sends that many
over the open connections and says how long each took, `{}` closes them. Every answer must be a 200; of each
connection's first answer of a run and of one in 50 after it, the verdict is compared.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Mapping
from itertools import cycle
from typing import Any

import orjson

SAMPLED = 50
PATIENCE = 30.0


class Wrong(RuntimeError):
    """An answer that is no answer, or not the right one."""


class Connection:
    """One socket, with one request under way at most."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.began = 0

    def send(self, request: bytes) -> None:
        self.received = b""
        self.began = time.perf_counter_ns()
        self.socket.sendall(request)

    def answer(self) -> bytes | None:
        """The body of the answer, once all of it is here."""
        block = self.socket.recv(1 << 16)
        if not block:
            raise Wrong("the server closed a connection")
        self.received += block
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        lines = head.split(b"\r\n")
        if b" 200 " not in lines[0]:
            raise Wrong(f"{lines[0]!r}: {body[:300]!r}")
        for line in lines[1:]:
            if line[:15].lower() == b"content-length:":
                return body if len(body) >= int(line[15:]) else None
        raise Wrong(f"an answer without Content-Length: {head!r}")


class Load:
    """The connections to one server."""

    def __init__(self, command: Mapping[str, Any]) -> None:
        self.requests = cycle(
            (
                f"POST {command['path']} HTTP/1.1\r\nHost: 127.0.0.1:{command['port']}\r\nAccept: */*\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}"
            ).encode()
            for body in command["bodies"]
        )
        self.verdict = command["verdict"]
        self.selector = selectors.DefaultSelector()
        self.connections = [Connection(command["port"]) for _ in range(command["connections"])]
        for one in self.connections:
            self.selector.register(one.socket, selectors.EVENT_READ, one)
        self.run(command["warm"])

    def run(self, requests: int) -> dict[str, float]:
        """Send so many; seconds in all, and the middle and 99th percentile of a request's milliseconds."""
        took: list[int] = []
        began = time.perf_counter()
        for one in self.connections:
            one.send(next(self.requests))
        sent = len(self.connections)
        while len(took) < requests:
            ready = self.selector.select(PATIENCE)
            if not ready:
                raise Wrong(f"no answer within {PATIENCE:g} s")
            for key, _ in ready:
                one = key.data
                body = one.answer()
                if body is None:
                    continue
                took.append(time.perf_counter_ns() - one.began)
                if (len(took) <= len(self.connections) or len(took) % SAMPLED == 0) and (
                    orjson.loads(body)["verdict"] != self.verdict
                ):
                    raise Wrong(f"the verdict is not {self.verdict}: {body[:300]!r}")
                if sent < requests:
                    one.send(next(self.requests))
                    sent += 1
        seconds = time.perf_counter() - began
        took.sort()
        return {"seconds": seconds, "p50": took[len(took) // 2] / 1e6, "p99": took[len(took) * 99 // 100] / 1e6}

    def close(self) -> None:
        self.selector.close()
        for one in self.connections:
            one.socket.close()


def main() -> None:
    load: Load | None = None
    for line in sys.stdin:
        command = json.loads(line)
        said: dict[str, Any] = {}
        try:
            if "port" in command:
                load = Load(command)
            elif load is not None and "requests" in command:
                said = load.run(command["requests"])
            elif load is not None:
                load.close()
        except (Wrong, OSError) as error:
            said = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
