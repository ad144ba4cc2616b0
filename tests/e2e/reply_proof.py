"""Killed between a command's commit and its reply, again and again, the bot replies once."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

from tests.patience import HANGS_S
from tocsin.store.sqlite import open_sqlite

AT_ONCE = 3
WAIT_S = HANGS_S
LONGEST_PAUSE_S = 0.03


class FarEnd:
    """A chat platform that recognises a key it was given before, as those do that have keys."""

    def __init__(self, pause: random.Random) -> None:
        self.requests = Counter[str]()
        self.open = threading.Event()
        """While it is not set no request counts: whoever is killed then has not been told so."""
        self.open.set()
        self._pause = pause
        self._changed = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        end = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                end.take(str(told["key"]))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_words: object) -> None: ...

        return Handler

    def take(self, key: str) -> None:
        """One request; it takes a moment before or after it counts."""
        before, after = (self._pause.uniform(0, LONGEST_PAUSE_S / 2) for _ in range(2))
        time.sleep(before)
        self.open.wait(WAIT_S)
        with self._changed:
            self.requests[key] += 1
            self._changed.notify_all()
        time.sleep(after)

    def wait_for(self, keys: set[str]) -> bool:
        """Whether all of them came in time."""
        with self._changed:
            return self._changed.wait_for(lambda: keys <= set(self.requests), WAIT_S)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Child:
    """The bot's process."""

    folder: Path
    port: int
    heard: set[str] = field(default_factory=set)

    def __enter__(self) -> Child:
        command = [sys.executable, "-m", "tests.e2e.reply_child", str(self.folder), str(self.port)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._line() == "up"
        return self

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def tell(self, event: str, text: str) -> None:
        """The platform hands it on; it is not told yet that it was kept."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"event": event, "text": text}) + "\n")
        self._process.stdin.flush()

    def wait_until_heard(self) -> str:
        """The next event that is durable."""
        event = self._line()
        self.heard.add(event)
        return event

    def kill(self) -> None:
        """As `kill -9`; what it managed to say before still counts."""
        self._process.kill()
        assert self._process.stdout is not None
        self.heard |= {line.strip() for line in self._process.stdout if line.endswith("\n")}
        self._process.wait()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of it; `breaches` is empty when the proof holds."""

    kills: int
    events: int
    open_at_kills: int
    redelivered: int
    again: int
    seconds: float
    breaches: tuple[str, ...]

    def text(self) -> str:
        """A few lines for people."""
        return "\n".join(
            (
                f"kills          {self.kills}",
                f"commands       {self.events}",
                f"open at kills  {self.open_at_kills} committed, their reply not yet at the chat",
                f"redelivered    {self.redelivered} that the chat had no answer for",
                f"sent again     {self.again} with the same key, after a kill in the request",
                f"time           {self.seconds:.0f} s",
                *(f"BREACH: {one}" for one in self.breaches),
            )
        )


def prove(folder: Path, *, kills: int, seed: int = 1) -> Report:
    """Kill the bot so often, each time a moment after a commit, then look at both ends."""
    dice, began = random.Random(seed), time.monotonic()
    far, waiting = FarEnd(random.Random(seed)), dict[str, str]()
    told, opened, redelivered = dict[str, str](), 0, 0
    try:
        with Child(folder, far.port) as first:
            first.tell("declare", "!incident declare it is down p3")
            first.wait_until_heard()
        for kill in range(kills):
            redelivered += len(waiting)
            if kill % 2:  # on every machine some are killed before their reply is there
                far.open.clear()
            with Child(folder, far.port) as child:
                new = {f"e{kill}-{n}": f"!incident INC-1 note n{kill}-{n}" for n in range(AT_ONCE)}
                told |= new
                waiting |= new
                for event, text in waiting.items():
                    child.tell(event, text)
                for _ in range(dice.randint(1, len(waiting))):
                    child.wait_until_heard()
                time.sleep(dice.uniform(0, LONGEST_PAUSE_S))
                arrived = set(far.requests)
                child.kill()
                far.open.set()
                opened += sum(key_of(one) not in arrived for one in child.heard)
                waiting = {one: text for one, text in waiting.items() if one not in child.heard}
        with Child(folder, far.port) as last:
            for event, text in waiting.items():
                last.tell(event, text)
                last.wait_until_heard()
            far.wait_for({key_of(one) for one in told})
    finally:
        far.close()
    return Report(
        kills=kills,
        events=len(told),
        open_at_kills=opened,
        redelivered=redelivered,
        again=sum(far.requests[key_of(one)] - 1 for one in told if far.requests[key_of(one)]),
        seconds=time.monotonic() - began,
        breaches=tuple(_breaches(folder, far, told)),
    )


def key_of(event: str) -> str:
    """The key of its reply."""
    return f"reply:irc:{event}"


def _breaches(folder: Path, far: FarEnd, told: dict[str, str]) -> list[str]:
    silent = [one for one in told if not far.requests[key_of(one)]]
    notes = _notes(folder)
    undone = [one for one, text in told.items() if notes[text.rpartition(" ")[2]] != 1]
    other = [key for key in far.requests if key.startswith("reply:") and _is_strange(key, told)]
    return [
        *(f"no reply to {one}" for one in silent),
        *(f"{one} was done {notes[told[one].rpartition(' ')[2]]} times" for one in undone),
        *(f"a reply to nothing: {key}" for key in other),
    ]


def _is_strange(key: str, told: dict[str, str]) -> bool:
    return key not in {key_of("declare"), *(key_of(one) for one in told)}


def _notes(folder: Path) -> Counter[str]:
    store = open_sqlite(folder / "t.db")
    try:
        stored = store.read(lambda tx: tx.events(tx.id_of(1) or ""))
    finally:
        store.close()
    return Counter(str(getattr(one.event, "text", "")) for one in stored if one.type == "noted")
