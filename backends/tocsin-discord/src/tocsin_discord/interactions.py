"""What is said to whoever typed a command, pressed a button or sent in a form.

Discord waits three seconds for it. What is kept by then is answered at once; else the person reads
that it takes a moment, and the answer then.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final

from tocsin import chat
from tocsin.chat import Answer
from tocsin_discord import components, modals
from tocsin_discord.api import DiscordApi
from tocsin_discord.chat import DiscordChat

SAY, WAIT, NOTHING, CHOICES, FORM = 4, 5, 6, 8, 9
"""The types of answers."""
ONLY_YOU: Final = 64
PATIENCE_S, LATE_S, CALL_S = 2.0, 600.0, 3.0
GONE, DONE = "10062", "40060"
"""Discord waits no longer, and: it has an answer already."""
MOST_CHOICES, MOST_CHOICE = 25, 100
LATE: Final = "Discord did not wait for the answer to what you did. It was: "


class Answers:
    """Safe to call from any thread."""

    def __init__(self, api: DiscordApi, port: DiscordChat) -> None:
        self._api, self._chat = api, port
        self.drafts = chat.Drafts()

    def follow(self, did: Answer, who: chat.Account, answer: Future[Answer]) -> None:
        """Say the answer when it is known; in a thread aside."""
        try:
            self.say(did, who, answer.result(PATIENCE_S))
        except TimeoutError:
            begun = self.say(did, who, {"type": WAIT, "data": {"flags": ONLY_YOU}})
            told = answer.result(LATE_S)
            if not begun:
                self._late(did, who, told)
            elif told["type"] == SAY:
                self._ask("PATCH", self._later(did), told["data"])
            else:
                self._ask("DELETE", self._later(did))

    def say(self, did: Answer, who: chat.Account, answer: Answer) -> bool:
        """Whether Discord took the answer; where it waits no longer, they are told directly."""
        path = f"/interactions/{did['id']}/{did['token']}/callback"
        with chat.Tolerated(GONE):
            self._ask("POST", path, answer)
            return True
        if answer["type"] != WAIT:
            self._late(did, who, answer)
        return False

    def show(self, did: Answer, asked: chat.FormRequest, found: chat.Form | chat.Shown) -> None:
        """A form, with what was filled in before, or what is said in its place."""
        if isinstance(found, chat.Shown):
            answer = told(found.words, *found.actions)
        else:
            drawn = modals.modal(self.drafts.taken(asked.account, found), did["id"])
            answer = {"type": FORM, "data": drawn}
        self.say(did, asked.account, answer)

    def _late(self, did: Answer, who: chat.Account, answer: Answer) -> None:
        words = str(answer.get("data", {}).get("content") or "")
        if answer["type"] == SAY and words:
            self._chat.direct(who, chat.text(LATE, words), key=f"late:{did['id']}")

    def _later(self, did: Answer) -> str:
        return f"/webhooks/{did['application_id']}/{did['token']}/messages/@original"

    def _ask(self, method: str, path: str, body: Answer | None = None) -> None:
        self._api.call(method, path, body, (DONE,), seconds=CALL_S)


def told(words: chat.Words, *actions: chat.Action) -> Answer:
    """Something said to them alone."""
    drawn = components.message(chat.text(words), actions)
    return {"type": SAY, "data": {**drawn, "flags": int(drawn.get("flags") or 0) | ONLY_YOU}}


def choices(offered: tuple[str, ...]) -> Answer:
    """What may be put in where somebody types."""
    fit = [one for one in offered if 0 < len(one) <= MOST_CHOICE][:MOST_CHOICES]
    return {"type": CHOICES, "data": {"choices": [{"name": one, "value": one} for one in fit]}}
