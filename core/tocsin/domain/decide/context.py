"""What was found to be going on is written down, if there is something to say."""

from __future__ import annotations

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain import signals as s
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.lifecycle import ACTIVE


def _found(draft: Draft, found: s.ContextFound) -> None:
    if found.context.says_something and draft.incident.status in ACTIVE:
        draft.add(e.ContextTold, context=found.context)


HANDLERS: dict[type[c.Base], Handler] = {s.ContextFound: _found}
