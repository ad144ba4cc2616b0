"""Process gaps, in words: timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.wording.clean import clean
from tocsin.wording.composing import with_full_stop
from tocsin.wording.names import TimelineSentence
from tocsin.wording.sentence_context import because

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "gap-recorded": lambda event, _n, _z: with_full_stop(
        f"Process gap seen, {clean(event.gap)}{because(event.text)}"
    ),
}
