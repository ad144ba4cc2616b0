"""The contract of paging tools, against a loft that remembers its pigeons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
import tocsin_carrier_pigeon
from tocsin.errors import ProviderError
from tocsin.providers import Paging, ProviderContext, Secret
from tocsin.testing import (
    Answer,
    Arrived,
    FarEnd,
    PagingContract,
    Rung,
    a_bot,
    a_call,
    a_page,
    json_answer,
)

from tocsin_carrier_pigeon.config import PagingSection
from tocsin_carrier_pigeon.paging import LONGEST_NOTE, Pager

COOPS = {"ana": "north-tower", "bo": "old-mill"}
PEOPLE = {coop: person for person, coop in COOPS.items()}
STATES: dict[object, Literal["ringing", "acknowledged", "resolved"]] = {
    "flying": "ringing",
    "recalled": "acknowledged",
    "home": "resolved",
}
TEAM = """
[team]
name = "Shop"
[people.ana]
email = "ana@example.com"
[people.bo]
email = "bo@example.com"
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]
[contacts]
em = "bo"
cto = "bo"
[paging.carrier-pigeon]
base_url = "{url}"
token = {{ env = "CARRIER_PIGEON_TOKEN" }}
coops = {{ ana = "north-tower", bo = "old-mill" }}
"""


class Loft:
    """The pigeons: each carries one note, and wears one band that no other wears."""

    def __init__(self, far_end: FarEnd) -> None:
        self.pigeons: dict[str, dict[str, object]] = {}
        far_end.on("POST", "/v1/pigeons", self.send)
        far_end.on("GET", "/v1/pigeons", self.look)
        far_end.on("POST", "/v1/pigeons/*/*", self.call_back)

    def send(self, asked: Arrived) -> Answer:
        told = asked.json()
        if self.wearing(told["band"]):
            return json_answer({"error": "that band is in the air"}, status=409)
        if told["coop"] not in PEOPLE or len(str(told["note"])) > LONGEST_NOTE:
            return json_answer({"error": "no such coop, or too heavy a note"}, status=422)
        id = f"pigeon-{len(self.pigeons) + 1}"
        self.pigeons[id] = {**told, "id": id, "state": "flying"}
        return json_answer(self.pigeons[id], status=201)

    def look(self, asked: Arrived) -> Answer:
        return json_answer({"pigeons": self.wearing(asked.query["band"][0])})

    def call_back(self, asked: Arrived) -> Answer:
        _, _, _, id, state = asked.path.split("/")
        if id not in self.pigeons or state not in STATES:
            return json_answer({"error": "no such pigeon"}, status=404)
        self.pigeons[id]["state"] = state
        return json_answer(self.pigeons[id])

    def wearing(self, band: object) -> list[dict[str, object]]:
        return [pigeon for pigeon in self.pigeons.values() if pigeon["band"] == band]

    def rung(self) -> list[Rung]:
        return [
            Rung(
                page_id=str(pigeon["band"]),
                person=PEOPLE[str(pigeon["coop"])],
                text=str(pigeon["note"]),
                state=STATES[pigeon["state"]],
            )
            for pigeon in self.pigeons.values()
        ]


class TestPaging(PagingContract):
    secrets = ("t0ken-of-the-tests",)

    @pytest.fixture
    def loft(self, far_end: FarEnd) -> Loft:
        return Loft(far_end)

    @pytest.fixture
    def tool(self, far_end: FarEnd, loft: Loft, context: ProviderContext) -> Iterator[Paging]:
        token = Secret("CARRIER_PIGEON_TOKEN")
        made = Pager(PagingSection(base_url=far_end.url, token=token, coops=COOPS), context)
        yield made
        made.close()

    @pytest.fixture
    def rung(self, loft: Loft) -> Callable[[], Sequence[Rung]]:
        return loft.rung

    def test_a_note_is_as_light_as_a_pigeon_needs_it(self, tool: Paging, loft: Loft) -> None:
        tool.page(a_page(text="P1: " + "checkout returns 500s " * 100), a_call())
        (page,) = loft.rung()
        assert page.text.startswith("P1: checkout returns 500s")
        assert len(page.text) == LONGEST_NOTE

    def test_who_has_no_coop_is_named_with_what_to_do(
        self, tool: Paging, far_end: FarEnd, context: ProviderContext
    ) -> None:
        section = PagingSection(base_url=far_end.url, token=Secret("CARRIER_PIGEON_TOKEN"))
        with pytest.raises(ProviderError, match="Ana Lima has no coop: add ana = ") as refused:
            Pager(section, context).page(a_page(), a_call())
        assert not refused.value.retryable


def test_who_does_not_answer_is_followed_by_the_next(
    far_end: FarEnd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole bot with pigeons, on a clock that the test moves."""
    monkeypatch.setenv("CARRIER_PIGEON_TOKEN", "t0ken-of-the-tests")
    loft = Loft(far_end)
    team = TEAM.format(url=far_end.url)
    with a_bot(team, plugins=[tocsin_carrier_pigeon], folder=tmp_path) as bot:
        bot.say("ana", "!incident declare checkout returns 500s p1")
        bot.wait(minutes=6)
        assert [page.person for page in loft.rung()] == ["ana", "bo"]
        bot.say("bo", "!incident INC-1 ack")
        bot.wait(seconds=30)
        assert {page.state for page in loft.rung()} == {"acknowledged"}
