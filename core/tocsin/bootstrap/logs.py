"""The log: one line for each thing that happened, for a person at a terminal or for a machine.

What a line is about stands in fields of its own: `incident` (`INC-42`), `correlation` (the
incident's id, which begins every idempotency key a vendor sees), `effect`, `attempt`, ... An
exception is told by its type and its places, never by its text, and every known secret is struck
out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any, Final, Literal, TextIO

import structlog

from tocsin.bootstrap.secret_mask import Mask, no_mask
from tocsin.error_location import error_location

Form = Literal["text", "json"]
Line = MutableMapping[str, Any]  # as structlog hands it from one processor to the next
OURS: Final = "tocsin"
# What steers a terminal, turns the reading direction, or cannot be written at all.
_STEERS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def formatter(form: Form, mask: Mask = no_mask) -> logging.Formatter:
    """Return what turns a record into a line of this form."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")
    first: Sequence[Callable[[Any, str, Line], Line]] = (
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        stamp,
        structlog.stdlib.ExtraAdder(),
        _trouble,
    )
    render = _as_json if form == "json" else _as_text

    def last(_logger: object, _name: str, line: Line) -> str:
        return render({key: _masked(value, mask) for key, value in line.items()})

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=first,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )


def start_log(
    form: Form, *, mask: Mask = no_mask, to: logging.Handler | None = None, quiet: bool = False
) -> None:
    """Write the log of this process from now on.

    Ours from `info` on (from `warning` on if `quiet`), that of the libraries from `warning` on.
    What nobody caught in a thread goes there as well.

    Args:
        to: Where; None = stderr.
    """
    handler = to if to is not None else logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(form, mask))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.WARNING if quiet else logging.INFO)
    logging.captureWarnings(True)
    threading.excepthook = _thread_died


def form_for(chosen: str, stream: TextIO) -> Form:
    """Return the log format: the configured one, else text on a terminal and JSON elsewhere."""
    if chosen:
        return "json" if chosen == "json" else "text"
    return "text" if stream.isatty() else "json"


def _thread_died(died: threading.ExceptHookArgs) -> None:
    if died.exc_value is not None and died.exc_type is not SystemExit:
        name = died.thread.name if died.thread is not None else "?"
        logging.getLogger(OURS).error(
            "the thread %s died: %s", name, error_location(died.exc_value)
        )


def _trouble(_logger: object, _name: str, line: Line) -> Line:
    """An exception becomes its type and its places."""
    found = line.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        line["trouble"] = error_location(error)
    line.pop("stack_info", None)
    return line


def _masked(value: object, mask: Mask) -> object:
    return mask(value) if isinstance(value, str) else value


def _as_json(line: Line) -> str:
    first = {key: line[key] for key in ("at", "level", "event")}
    text = json.dumps({**first, **line}, ensure_ascii=False, default=str)
    return _STEERS.sub(_coded_for_json, text)


def _as_text(line: Line) -> str:
    """`2026-11-23T03:00:05Z warning page to paging.hook failed  attempt=2 incident=INC-1`."""
    said = dict(line)
    at, level = str(said.pop("at"))[:19], said.pop("level")
    event = str(said.pop("event"))
    said.pop("logger", None)
    more = " ".join(f"{key}={value}" for key, value in sorted(said.items()))
    text = f"{event}{'  ' if more else ''}{more}".replace("\n", "\n  ")  # nobody forges a line
    return f"{at}Z {level} {_STEERS.sub(_coded, text)}"


def _coded_for_json(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def _coded(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape").decode()
