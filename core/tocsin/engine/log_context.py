"""Finds the incidents a message touched, for the fields of its log line."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping

from tocsin.domain.command import Outcome
from tocsin.engine.inbox import Handle, as_json_text
from tocsin.engine.ports import Attempted
from tocsin.store.contract import EffectRow, Tx

TOUCHED = "touched"


class LogContext:
    """A `Watcher` that notes the incidents of the message being handled."""

    def __init__(self) -> None:
        """Nothing is handled yet."""
        self._here = threading.local()  # a message and its commands are one unit, in one thread

    def committed(self, outcome: Outcome) -> None:
        """Note the incident of a command, if a message is being handled."""
        touched: dict[str, str] | None = getattr(self._here, TOUCHED, None)
        if touched is not None:
            touched[outcome.incident.id] = outcome.incident.key

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """Do nothing: attempts have log lines of their own."""

    def around(self, handle: Handle) -> Handle:
        """Return a handler whose result also names the incidents it touched."""

        def handling(tx: Tx, body: str) -> str:
            touched: dict[str, str] = {}
            setattr(self._here, TOUCHED, touched)
            try:
                result: dict[str, object] = json.loads(handle(tx, body))
            finally:
                setattr(self._here, TOUCHED, None)
            return as_json_text({**result, TOUCHED: touched})

        return handling


def log_fields(result: Mapping[str, object]) -> dict[str, str]:
    """Return the log fields of a result: `incident` (INC-1) and `correlation` (its id).

    Of a refusal also `verb`, and `refused` with its kind; never a word that was said.
    """
    touched, refused = result.get(TOUCHED), result.get("refused")
    fields: dict[str, str] = {}
    if isinstance(refused, Mapping):
        fields = {"refused": str(refused["why"]), "verb": str(refused["verb"])}
        fields |= {"incident": str(refused["incident"])} if refused["incident"] else {}
    if isinstance(touched, Mapping) and touched:
        fields |= {"incident": _joined(touched.values()), "correlation": _joined(touched)}
    return fields


def _joined(words: Iterable[object]) -> str:
    return ",".join(str(word) for word in words)
