"""What a line asks of a team's tools: which tool, what, since when, and for whom that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.desk.given import LINKS, PEOPLE, START, TEAMS, World
from tocsin.config.values import Section
from tocsin.desk.desk import Desk
from tocsin.desk.reply import Reply
from tocsin.engine.query import Query
from tocsin.engine.spoken_line import SpokenLine
from tocsin.providers.base import ProviderConfig


def tool(kind: str, instance: str, **presets: str) -> Section:
    return Section(
        kind=kind, instance=instance, type=instance, config=ProviderConfig(), presets=presets
    )


TOOLS = (
    tool("logs", "elk", errors="level:error", mine="service:{service}"),
    tool("logs", "loki", slow="took > 5s"),
    tool("graphs", "prom", latency="p99({service})"),
    tool("changes", "git"),
    tool("alerts", "prom"),
)
SECTIONS = {(each.kind, each.instance): each for each in TOOLS}


class Asking(World):
    """A world whose team Shop has tools."""

    def __init__(self) -> None:
        super().__init__()
        teams = {**TEAMS, "shop": replace(TEAMS["shop"], sections=SECTIONS)}
        self.desk = Desk(
            execute=self.rules,
            teams=teams,
            people=lambda: PEOPLE,
            charts=self.charts,
            trusted_names=frozenset({"irc"}),
            links=LINKS,
        )

    def ask(self, text: str, *, by: str = "ana", room: str = "#incidents") -> Query | Reply:
        said = SpokenLine(platform="irc", message_id="m", speaker=by, room=room, text=text)
        assert self.desk.asks_tools(said)
        return self.store.read(lambda tx: self.desk.query(tx, said))

    def query(self, text: str, *, room: str = "#incidents") -> Query:
        found = self.ask(text, room=room)
        assert isinstance(found, Query), found
        return found

    def refusal(self, text: str, *, by: str = "ana", room: str = "#incidents") -> str:
        found = self.ask(text, by=by, room=room)
        assert isinstance(found, Reply)
        assert not found.accepted
        return found.text.as_plain()


@pytest.fixture
def world() -> Asking:
    return Asking()


def ago(**span: float) -> datetime:
    return START - timedelta(**span)


TODAY = START - timedelta(hours=11, minutes=15)


# It is 11:15 in Berlin.
@pytest.mark.parametrize(
    ("typed", "instance", "text", "preset", "since"),
    [
        ("!logs errors", "elk", "level:error", "errors", ago(hours=1)),
        ("!logs ERRORS 15m", "elk", "level:error", "errors", ago(minutes=15)),
        ("!logs slow", "loki", "took > 5s", "slow", ago(hours=1)),
        ("!logs loki: errors 2h", "loki", "errors", "", ago(hours=2)),
        ("!logs Elk: status:500 AND x", "elk", "status:500 AND x", "", ago(hours=1)),
        ("!logs status:500", "elk", "status:500", "", ago(hours=1)),
        ("!logs nope: errors", "elk", "nope: errors", "", ago(hours=1)),
        ('!logs "checkout failed" since 09:30', "elk", "checkout failed", "", ago(minutes=105)),
        ("!logs “took 15m”", "elk", "took 15m", "", ago(hours=1)),
        ("!logs errors 09:30", "elk", "level:error", "errors", ago(minutes=105)),
        ("!logs errors since 2 hours", "elk", "level:error", "errors", ago(hours=2)),
        ("!logs errors since today", "elk", "level:error", "errors", TODAY),
        ("!logs errors since Yesterday", "elk", "level:error", "errors", TODAY - timedelta(days=1)),
        ("!logs not seen since the deploy", "elk", "not seen since the deploy", "", ago(hours=1)),
        ("!logs 500", "elk", "500", "", ago(hours=1)),
        ("!incident logs errors 1h30m", "elk", "level:error", "errors", ago(minutes=90)),
        ("!graph prom: rate(x[5m]) 3h", "prom", "rate(x[5m])", "", ago(hours=3)),
        ("logs errors", "elk", "level:error", "errors", ago(hours=1)),
    ],
)
def test_a_line_names_tool_query_and_time(
    world: Asking, typed: str, instance: str, text: str, preset: str, since: datetime
) -> None:
    found = world.query(typed)

    assert found.instances == (instance,)
    assert (found.text, found.preset) == (text, preset)
    assert (found.since, found.until) == (since, START)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("!logs 15m", "Say what to look for: a preset, or a query."),
        ("!logs elk:", "Say what to look for"),
        ("!logs errors 12:30", "12:30 is still to come today"),
        ("!logs errors 40d", "more than 31 days ago"),
        (f"!logs {'x' * 1001}", "at most 1000 characters"),
        ("!logs mine", "for the service of an incident, and none is open: type the query."),
        ("!alerts now please do", "This takes no arguments."),
        ("!changes of bo", "This takes a time only, such as 2h."),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_type(
    world: Asking, typed: str, said: str
) -> None:
    assert said in world.refusal(typed)


def test_in_the_room_of_an_incident_its_service_and_the_start_of_its_impact_are_meant(
    world: Asking,
) -> None:
    world.say("!incident declare checkout returns 500s p1 --service checkout")
    world.say("!incident milestone impact-started 10:40")
    room = world.open_room()

    found = world.query("!logs mine", room=room)
    assert (found.text, found.key, found.service) == ("service:checkout", "INC-1", "checkout")
    assert found.since == ago(minutes=35)
    assert world.query("!changes", room=room).since == ago(days=1, minutes=35)


@pytest.mark.parametrize("typed", ["!incident INC-1 logs mine", "!logs INC-1 mine"])
def test_elsewhere_the_number_names_the_incident(world: Asking, typed: str) -> None:
    world.say("!incident declare checkout returns 500s p1 --service checkout")

    assert world.query(typed).key == "INC-1"


def test_a_preset_means_the_only_open_incident_and_never_one_of_several(world: Asking) -> None:
    world.say("!incident declare checkout returns 500s p1 --service checkout")
    found = world.query("!logs mine", room="")
    assert (found.text, found.key) == ("service:checkout", "INC-1")
    assert world.query("!logs errors", room="").key == ""

    world.say("!incident declare search is slow p1 --service search")
    said = world.refusal("!logs mine", room="")
    assert "Which incident? 2 are open" in said
    assert "`!incident INC-2 logs`" in said


def test_a_service_of_no_team_file_fills_no_preset(world: Asking) -> None:
    world.say("!incident declare checkout returns 500s p1")
    assert "INC-1 names none yet: `!incident INC-1 service" in world.refusal("!logs INC-1 mine")


def test_nobody_from_outside_asks_a_tool(world: Asking) -> None:
    said = world.refusal("!logs errors", by="guest-gus")
    assert said.startswith("'logs' is for anyone in the team files, and you are not in one yet.")


def test_a_team_without_such_a_tool_reads_what_to_write(world: Asking) -> None:
    said = world.refusal("!logs errors", by="cy", room="#pay")
    assert "No logs can be asked for pay yet." in said
    assert '`[logs.<name>]` with `type = "…"`' in said


def test_without_anything_to_look_for_the_tools_and_their_presets_are_listed(
    world: Asking,
) -> None:
    assert world.say("!logs").text.as_plain() == (
        "Logs of Shop:\n"
        "elk: errors, mine\n"
        "loki: slow\n"
        'As in: `!logs errors 15m`, `!logs elk: "checkout failed" 2h`'
    )


def test_what_is_private_is_asked_in_its_room_only(world: Asking) -> None:
    world.say("!incident declare salaries are seen p1 --private", room="")
    room = world.open_room()

    assert (
        world.refusal("!logs INC-1 errors")
        == "INC-1: ask in its private room, or in a direct message."
    )
    assert world.query("!logs errors", room=room).key == "INC-1"
    assert world.refusal("!logs INC-1 errors", by="bo", room="").startswith("There is no INC-1")


def test_an_answer_is_not_told_where_it_became_private_meanwhile(world: Asking) -> None:
    world.say("!incident declare logins from abroad p1")
    said = SpokenLine(
        platform="irc",
        message_id="m",
        speaker="ana",
        room="#incidents",
        text="!logs INC-1 errors",
    )
    asked = world.query(said.text)
    assert world.store.read(lambda tx: world.desk.hears(tx, said, asked))
    world.say("!incident INC-1 flag private a matter of few")
    assert not world.store.read(lambda tx: world.desk.hears(tx, said, asked))


def test_help_tells_how_a_tool_is_asked(world: Asking) -> None:
    assert "Ask: logs, graph, alerts, changes" in world.say("!incident help").text.as_plain()
    assert (
        world.say("!incident help logs")
        .text.as_plain()
        .startswith("!logs [tool:] <preset|query> [since]\n")
    )
