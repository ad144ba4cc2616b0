"""Process gaps, in words: timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.wording.clean import clean
from tocsin.wording.names import Line
from tocsin.wording.parts import stop
from tocsin.wording.scene import because

TIMELINE: Final[Mapping[str, Line]] = {
    "gap-recorded": lambda event, _n, _z: stop(
        f"Process gap seen, {clean(event.gap)}{because(event.text)}"
    ),
}
