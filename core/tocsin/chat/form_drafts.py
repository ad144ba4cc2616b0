"""Keeps what people filled into a form that was refused, so that it opens filled again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tocsin.chat.backend import Ears, EventResult
from tocsin.chat.ephemeral import GONE, NOT_KEPT, Shown, shown
from tocsin.chat.events import Heard, Submitted
from tocsin.chat.forms import Action, Form
from tocsin.chat.port import Account
from tocsin.chat.text import text
from tocsin.errors import StoreUnavailable

MOST: Final = 200


class Drafts:
    """For a platform that closes a form when it is sent; safe to call from any thread.

    It keeps the latest `MOST` in memory, one of each person and form.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept = OrderedDict[tuple[str, str, str], Mapping[str, str]]()

    def keep(self, account: Account, name: str, incident: str, values: Mapping[str, str]) -> Action:
        """Keep what was filled in; the button that opens the form once more."""
        with self._lock:
            self._kept[account.id, name, incident] = values
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        line = " ".join(filter(None, ("incident", incident, name)))
        return Action(label="Open it again", command=line, form=name)

    def sent(
        self,
        ears: Ears,
        hear: Callable[[Heard], EventResult],
        heard: Submitted,
        name: str,
        incident: str,
    ) -> Shown:
        """Have kept what was filled in; what was refused, or not kept, can be opened once more.

        Args:
            hear: As `Ears.hear`, by way of the backend.
            heard: Its `command` is put in, which is that of the form.
            name: Of the form.
            incident: Which it is for, "" = that of the room.
        """
        again = self.keep(heard.account, name, incident, heard.values)
        try:
            form = ears.form(name, heard.account, heard.room, incident)
            if form is None:
                return GONE
            result = hear(replace(heard, command=form.command))
        except StoreUnavailable:
            return Shown(words=text(NOT_KEPT), actions=(again,))
        found = shown(heard, result)
        return found if result.accepted else replace(found, actions=(again,))

    def taken(self, account: Account, form: Form) -> Form:
        """The form with what they filled in when it was refused, which is forgotten then."""
        with self._lock:
            return form.with_values(self._kept.pop((account.id, form.name, form.incident), {}))
