"""A homeserver is gone in mid-incident: pages go on, and afterwards rooms are told all of it.

A second deployment, whose homeserver stays, gets the same alerts at the same times: what its rooms
are told is what the rooms of the first must have been told in the end.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from tests.counterparts.matrix import Synapse
from tests.e2e.bot import running
from tests.e2e.deployment import SECRET, deploy
from tests.e2e.feeds import CAME_LATE, against, without_guests
from tests.e2e.matrix_place import Place, place
from tests.e2e.matrix_storm import told_in
from tests.e2e.sink import PageSink
from tests.e2e.site import Site

ALERTS: Final = 6
"""New incidents that begin while it is gone."""
BACK_S: Final = 600.0
"""The longest that all may take to be told once it is back."""
INCIDENTS: Final = "#incidents"
HAS_ROOM: Final = "has its room now and goes on in"
NOTES: Final = ("before it went", "it is back")


@dataclass(frozen=True, kw_only=True)
class Away:
    """What came of it; `paged` are the seconds each page took meanwhile, `told` those after it."""

    seconds: float
    paged: tuple[float, ...]
    told: float
    lines: int
    breaches: tuple[str, ...]

    def text(self) -> str:
        """A few lines for people."""
        head = (
            f"a homeserver was gone for {self.seconds:.0f} s: {len(self.paged)} new incidents "
            f"paged within {max(self.paged):.1f} s; all {self.lines} lines of "
            f"{len(self.paged) + 1} rooms told {self.told:.0f} s after it was back"
        )
        return "\n".join((head, *(f"BREACH: {one}" for one in self.breaches)))


@contextmanager
def at_site(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Site[Place]]:
    """A bot that listens on a homeserver of its own, and pages by a tool."""
    with (
        closing(PageSink(SECRET)) as sink,
        Synapse() as synapse,
        place(deploy(folder, pager=sink.url), patch, synapse) as there,
        running(there.deployment, "--no-input") as bot,
    ):
        there.listens()
        yield Site(place=there, sink=sink, bot=bot)


def prove_away(gone: Site[Place], stays: Site[Place], seconds: float) -> Away:
    """Stop the homeserver of one of two deployments for so long, with the same alerts on both."""
    both, paged = (gone, stays), list[float]()
    for site in both:
        site.pages()
        site.place.until(site.place.rooms, "a room", BACK_S)
    rooms = [site.place.rooms()[0] for site in both]
    _note(both, rooms, NOTES[0])
    gone.place.synapse.stop()
    ends = time.monotonic() + seconds
    for left in reversed(range(ALERTS)):
        began = time.monotonic()
        gone.pages()
        paged.append(time.monotonic() - began)
        stays.pages()
        assert gone.bot.is_well(), gone.log()[-2000:]
        time.sleep(max(0.0, (ends - time.monotonic()) / (left + 1)))
    gone.place.synapse.start()
    back = time.monotonic()
    gone.place.until(lambda: len(gone.place.rooms()) == ALERTS + 1, "all rooms", BACK_S)
    _note(both, rooms, NOTES[1])
    wrong = _wrong(_told(gone.place), _told(stays.place))
    while wrong and time.monotonic() < back + BACK_S:
        time.sleep(2)
        wrong = _wrong(_told(gone.place), _told(stays.place))
    return Away(
        seconds=seconds,
        paged=tuple(paged),
        told=time.monotonic() - back,
        lines=sum(map(len, _told(gone.place).values())),
        breaches=tuple(wrong),
    )


def _wrong(told: Mapping[str, Sequence[str]], like: Mapping[str, Sequence[str]]) -> list[str]:
    """What is wrong with the rooms of the one; #incidents hears of each that came late."""
    late = sum(bool(lines) and CAME_LATE.match(lines[0]) is not None for lines in told.values())
    heard = [line for line in told[INCIDENTS] if HAS_ROOM not in line]
    wrong = [f"{late} rooms came late"] if len(told[INCIDENTS]) - len(heard) != late else []
    rooms = [one for one in like if one != INCIDENTS]
    own = without_guests(heard, like[INCIDENTS], [like[one] for one in rooms])
    wrong += against(INCIDENTS, own, like[INCIDENTS])
    return [*wrong, *(said for one in rooms for said in against(one, told[one], like[one]))]


def _note(both: tuple[Site[Place], ...], rooms: list[str], words: str) -> None:
    """Ana notes it in the room of each, and is answered."""
    for site, room in zip(both, rooms, strict=True):
        site.place.say(f"!incident note {words}", room=room)
    for site, room in zip(both, rooms, strict=True):
        site.place.until(partial(_answered, site, room, NOTES.index(words) + 1), words)


def _answered(site: Site[Place], room: str, times: int) -> bool:
    return len(site.place.told("note kept", room=room)) == times


def _told(place: Place) -> dict[str, Sequence[str]]:
    """The lines of every room, by its incident and what keeps an order of its own there.

    In #incidents none is first: its lines are sorted.
    """
    titled = {one.partition("trouble-")[2]: one for one in place.rooms()}
    found: dict[str, Sequence[str]] = {
        f"trouble {one}, {part}": lines
        for one in sorted(titled)
        for part, lines in told_in(place, f"#{titled[one]}").items()
    }
    every = [line for lines in told_in(place, "").values() for line in lines]
    return {INCIDENTS: sorted(every), **found}
