"""What people filled into forms that were refused, so that they need not fill it in again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from tocsin.chat.forms import Action, Form
from tocsin.chat.port import Account

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

    def taken(self, account: Account, form: Form) -> Form:
        """The form with what they filled in when it was refused, which is forgotten then."""
        with self._lock:
            return form.with_values(self._kept.pop((account.id, form.name, form.incident), {}))
