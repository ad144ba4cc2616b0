"""Questions to tools go their own way: no writer, no inbox row, and nobody waits for a tool.

Each instance has a short line of its own: so many questions at once, so many that wait, and what
comes then is told so. What is answered within a moment is the reply; what is not is said in the
same place when it is there, or when its time is over.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from tocsin.bootstrap.query_posts import QueryPosts
from tocsin.chat.text import EMPTY, Text
from tocsin.chat.text import text as as_text
from tocsin.desk.reply import Reply
from tocsin.engine.query import Part, Query, QueryAnswer, QueryFailure
from tocsin.engine.query_answers import worded_answer
from tocsin.engine.query_calls import ToolCaller
from tocsin.engine.spoken_line import SpokenLine
from tocsin.error_location import error_location
from tocsin.errors import TocsinError
from tocsin.wording.queries import BROKE, waits
from tocsin.wording.tool_output import MaskText

log = logging.getLogger(__name__)
AT_ONCE: Final = 2
WAITING: Final = 4
MOMENT_S: Final = 1.0
# With these a tool answers that it is asked for something odd: it is well itself.
TOLD: Final = frozenset({"invalid", "not_found"})
Heard = Callable[[str, str, bool], None]
Counted = Counter[tuple[str, str, str]]


class InstanceQueue:
    """The line before one instance; a thread is there for as long as somebody asks."""

    def __init__(self, name: str) -> None:
        """Nobody asks yet; `name` is that of its threads."""
        self._name = name
        self._lock = threading.Lock()
        self._asking = 0
        self._waiting: deque[Callable[[], None]] = deque()

    def add(self, work: Callable[[], None]) -> int:
        """Return in which round it is done: 1 = at once, 2 = it waits, 0 = there is no room."""
        with self._lock:
            if self._asking >= AT_ONCE:
                if len(self._waiting) >= WAITING:
                    return 0
                self._waiting.append(work)
                return 2
            self._asking += 1
        name = f"tocsin-query-{self._name}"
        threading.Thread(target=self._work, args=(work,), name=name, daemon=True).start()
        return 1

    def _work(self, first: Callable[[], None]) -> None:
        work: Callable[[], None] | None = first
        while work is not None:
            work()
            with self._lock:
                work = self._waiting.popleft() if self._waiting else None
                self._asking -= work is None


@dataclass(kw_only=True, eq=False)
class PendingQuery:
    """One question on its way: which instances have yet to answer, and what the others said."""

    said: SpokenLine
    query: Query
    left: set[str]
    began: float
    parts: dict[str, Part] = field(default_factory=dict)
    text: Text = EMPTY
    over: threading.Event = field(default_factory=threading.Event)
    late: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def give(self, instance: str, part: Part) -> bool:
        """Keep what an instance said; return whether it was the last."""
        with self.lock:
            self.left.discard(instance)
            self.parts[instance] = part
            return not self.left

    def end(self, text: Text) -> bool:
        """Keep the answer; return whether its asker no longer waits for it."""
        with self.lock:
            self.text = text
            self.over.set()
            return self.late

    def leave(self) -> bool:
        """Wait no longer; False when the answer has just come."""
        with self.lock:
            self.late = not self.over.is_set()
            return self.late


class Queries:
    """Asks tools, each in threads of its own once it is started; before that in the caller's."""

    def __init__(
        self,
        *,
        asks: ToolCaller,
        posts: QueryPosts,
        heard: Heard,
        mask: MaskText,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """`heard(team, "logs.elk", worked)` learns how each instance fares."""
        self._asks = asks
        self._posts = posts
        self._heard = heard
        self._mask = mask
        self._steady = steady
        self._apart = False
        self._ended = False
        self._lock = threading.Lock()
        self._turns: dict[tuple[str, str], InstanceQueue] = {}
        self._open: set[PendingQuery] = set()
        self.counted: Counted = Counter()

    def start(self) -> None:
        """Ask in threads of their own: from now on nobody waits longer than a moment."""
        self._apart = True

    def stop(self) -> None:
        """Say nothing from now on; what is still under way is left behind."""
        self._ended = True

    @property
    def waiting(self) -> int:
        """How many questions have no answer yet."""
        with self._lock:
            return len(self._open)

    def ask(self, said: SpokenLine, query: Query, *, patience_s: float = MOMENT_S) -> Reply:
        """Return the answer if it comes in time, else that it comes; it is said then."""
        able = self._asks.able(query)
        asked = PendingQuery(said=said, query=query, left=set(able), began=self._steady())
        with self._lock:
            self._open.add(asked)
        rounds = [self._begin(asked, instance) for instance in able]
        if not able:
            self._end(asked)
        if asked.over.wait(patience_s) or not asked.leave():
            return Reply(text=asked.text)
        return Reply(text=as_text(waits(able, max(rounds) * self._asks.seconds(query))))

    def _begin(self, asked: PendingQuery, instance: str) -> int:
        work = partial(self._one, asked, instance)
        if not self._apart:
            work()
            return 1
        target = f"{asked.query.kind}.{instance}"
        with self._lock:
            turns = self._turns.setdefault((asked.query.team, target), InstanceQueue(target))
        taken = turns.add(work)
        if not taken:
            full = QueryFailure(code="full", seconds=self._asks.seconds(asked.query))
            self._give(asked, instance, full)
        return taken

    def _one(self, asked: PendingQuery, instance: str) -> None:
        """Ask one instance; whatever comes of it is said."""
        query, seconds = asked.query, self._asks.seconds(asked.query)
        if self._steady() - asked.began > seconds:
            self._give(asked, instance, QueryFailure(code="full", seconds=seconds))
            return
        part = self._asks.ask(query, instance)
        works = not isinstance(part, QueryFailure) or part.code in TOLD
        self._heard(query.team, f"{query.kind}.{instance}", works)
        self._give(asked, instance, part)

    def _give(self, asked: PendingQuery, instance: str, part: Part) -> None:
        ended = part.code if isinstance(part, QueryFailure) else "answered"
        target = f"{asked.query.kind}.{instance}"
        with self._lock:
            self.counted[asked.query.team, target, ended] += 1
        took = self._steady() - asked.began
        log.info("%s of team %s: %s in %.1f s", target, asked.query.team, ended, took)
        if asked.give(instance, part):
            self._end(asked)

    def _end(self, asked: PendingQuery) -> None:
        try:
            text = self._posts.made(asked.said, asked.query, self._answer(asked))
        except TocsinError as error:
            text = as_text(str(error))
        except BaseException as error:  # noqa: BLE001 - nobody else would say that it broke
            log.error("an answer of a tool could not be told: %s", error_location(error))
            text = as_text(BROKE)
        if asked.end(text) and not self._ended:
            self._posts.say(asked.said, asked.query, text)
        with self._lock:
            self._open.discard(asked)

    def _answer(self, asked: PendingQuery) -> QueryAnswer:
        """In the order the instances were asked in, however they came."""
        query = asked.query
        parts = {name: asked.parts[name] for name in query.instances if name in asked.parts}
        return worded_answer(query, parts, self._mask)
