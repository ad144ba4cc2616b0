"""Bots that are broken on purpose, to see whether the judge notices: `mutants.py NAME run …`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from itertools import count

from tocsin.cli.app import main
from tocsin.engine.attempts import Attempts, Result, Succeeded
from tocsin.engine.inbox import Inbox, IncomingMessage
from tocsin.store.answers_file import AnswersFile
from tocsin.store.contract import EffectRow, Store, Turn


def loses_a_page() -> None:
    """Every fourth page is said to be sent and is not."""
    make, numbers = Attempts.make, count(1)

    def broken(self: Attempts, row: EffectRow) -> Result:
        lost = row.op == "page" and next(numbers) % 4 == 0
        return Succeeded() if lost else make(self, row)

    _put(Attempts, "make", broken)


def rings_twice() -> None:
    """Every page rings a second time, although the tool took the first."""
    make = Attempts.make

    def broken(self: Attempts, row: EffectRow) -> Result:
        make(self, row)
        return make(self, row)

    _put(Attempts, "make", broken)
    _put(AnswersFile, "known", lambda _self, _key: None)


def answers_before_it_keeps() -> None:
    """Every third message is answered and forgotten."""
    handle, numbers = Inbox.handle, count(1)

    def broken(self: Inbox, incoming: IncomingMessage, turn: Turn = "rest") -> str:
        if next(numbers) % 3:
            return handle(self, incoming, turn)
        store: Store = vars(self)["_store"]
        found: list[str] = []

        def unit(tx: object) -> None:
            found.append(vars(Inbox)["_once"](self, tx, incoming))
            raise Forgotten

        try:
            store.write(unit)
        except Forgotten:
            return found[0]
        raise AssertionError("a unit that raises is taken back")

    _put(Inbox, "handle", broken)


class Forgotten(Exception):
    """Takes a unit back."""


def _put(kind: type, name: str, broken: object) -> None:
    setattr(kind, name, broken)


MUTANTS: Mapping[str, Callable[[], None]] = {
    "loses-a-page": loses_a_page,
    "rings-twice": rings_twice,
    "answers-before-it-keeps": answers_before_it_keeps,
}

if __name__ == "__main__":
    MUTANTS[sys.argv.pop(1)]()
    main()
