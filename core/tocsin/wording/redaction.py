"""Removing words from the record, in words: timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.wording.composing import with_full_stop
from tocsin.wording.names import TimelineSentence
from tocsin.wording.sentence_context import because

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "redacted": lambda event, names, _z: with_full_stop(
        f"{names(event.by)} removed the text of entry {event.seq}{because(event.reason)}"
    ),
}
