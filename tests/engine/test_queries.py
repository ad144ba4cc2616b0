"""What a tool answered is said where it was asked: bounded, inert, with what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.asked import PNG, Asked, rows
from tests.engine.given import P1
from tocsin.engine.kept_changes import keep_changes
from tocsin.engine.webhook_sources import Source
from tocsin.errors import ProviderError
from tocsin.providers import Change, FiringAlert, Graph, LogQuery


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Asked]:
    made = Asked(tmp_path)
    yield made
    made.end()


def test_the_rows_are_the_reply_with_all_that_is_needed_to_go_on(world: Asked) -> None:
    world.say(P1 + " --service checkout")
    world.tools["elk"].answer = rows(
        "pool is full", "timeout", more=True, link="https://elk.test/1"
    )

    assert world.ask("!incident INC-1 logs errors 15m") == (
        "Logs of elk, errors, since 09:45 CET: the newest 2 rows\n"
        "```\n10:00:00 pool is full\n10:00:01 timeout\n```\n"
        "All of it: https://elk.test/1\n"
        "To keep what matters: `!incident INC-1 finding <text>`"
    )
    (asked,) = world.tools["elk"].asked
    assert isinstance(asked, LogQuery)
    assert asked.text == "level:error service:checkout"
    assert asked.until - asked.since == timedelta(minutes=15)


def test_what_a_tool_warns_of_stands_below_its_rows_and_in_their_place(world: Asked) -> None:
    world.tools["elk"].answer = rows("pool is full", note="2 of 5 shards failed: <@U1> is busy.")
    said = world.ask("!logs timeout")
    assert "```\n2 of 5 shards failed: ‹@U1> is busy." in said
    world.tools["elk"].answer = rows(note="2 of 5 shards failed.")
    said = world.ask("!logs timeout")
    assert said == ("Logs of elk, timeout, since 09:00 CET: no row.\n2 of 5 shards failed.")


def test_nothing_found_is_said(world: Asked) -> None:
    world.tools["elk"].answer = rows()
    assert world.ask("!logs timeout") == "Logs of elk, timeout, since 09:00 CET: no row."


def test_what_a_tool_writes_neither_rings_nor_leaks_nor_steers(world: Asked) -> None:
    world.tools["elk"].answer = rows(
        "@here <!channel> <@U1> come",
        "password=hunter2hunter2 of ana@example.com",
        "``` ends the block\u202e\x1b[31m\nnext",
    )
    said = world.ask("!logs timeout")

    assert "@here" not in said
    assert "<!" not in said
    assert "<@" not in said
    assert "hunter2" not in said
    assert "ana@example.com" not in said
    assert "Struck out: 2 places that look like a secret or an e-mail address." in said
    assert said.count("```") == 2
    assert "\u202e" not in said
    assert "\x1b" not in said


def test_ever_so_many_long_rows_fit_one_message(world: Asked) -> None:
    world.tools["elk"].answer = rows(*("x" * 100_000 for _ in range(200)))
    said = world.ask("!logs timeout")
    assert len(said) < 4000
    assert said.count("\n") <= 25
    assert "the newest" in said


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (ProviderError("invalid", "no such field: leevl"), "does not understand that (no such"),
        (ProviderError("rate_limited", "slow down", retry_after=30), "for 30 s. Then ask again."),
        (ProviderError("rate_limited", "slow down"), "just now. Ask in a minute."),
        (ProviderError("not_found", "no numbers"), "found nothing (no numbers). Look at the query"),
        (ProviderError("auth", "token xoxb-1234567890abcdef12 is old"), "does not let us in"),
        (ProviderError("unavailable", "503"), "cannot be reached (503). Ask again in a minute"),
        (ValueError("password=hunter2hunter2"), "gave nothing that can be used; the log says why"),
        (KeyboardInterrupt(), "gave nothing that can be used"),
        (SystemExit(3), "gave nothing that can be used"),
        (None, "gave nothing that can be used"),
    ],
)
def test_whatever_a_tool_does_instead_is_said_with_what_to_do_next(
    world: Asked, broken: BaseException | None, said: str
) -> None:
    world.tools["elk"].answer = broken
    answer = world.ask("!logs timeout")
    assert answer.startswith("elk ")
    assert said in answer
    assert "hunter2" not in answer
    assert "xoxb" not in answer


def test_a_secret_of_this_deployment_in_what_a_tool_says_is_struck_out(tmp_path: Path) -> None:
    class Masked(Asked):
        mask = staticmethod(lambda text: text.replace("tango-uniform", "…"))

    world = Masked(tmp_path)
    world.tools["elk"].answer = rows("logged in with tango-uniform")
    world.tools["loki"].answer = ProviderError("auth", "tango-uniform is no key")
    said = world.ask("!logs timeout") + world.ask("!logs loki: tango-uniform")
    world.end()
    assert "tango-uniform" not in said
    assert "Struck out: 1 place that looks like a secret or an e-mail address." in said


def test_a_graph_is_a_picture_in_the_room(world: Asked) -> None:
    world.say(P1)
    world.run(seconds=5)
    world.tools["prom"].answer = Graph(png=PNG, alt="p99 rose from 1 s to 9 s", link="")
    room = f"#{world.incident().room_name}"

    assert world.ask("!graph latency", room=room) == (
        "Graphs of prom, latency, since 09:00 CET: p99 rose from 1 s to 9 s"
    )
    ((name, file, _),) = world.chat.uploads
    assert (name, file.content, file.alt) == (room, PNG, "p99 rose from 1 s to 9 s")


def test_where_no_picture_can_be_posted_its_words_and_its_address_are_said(world: Asked) -> None:
    link = "https://graphs.test/7"
    world.tools["prom"].answer = Graph(png=PNG, alt="p99 rose from 1 s to 9 s", link=link)
    world.chat.takes_no_file = ProviderError("forbidden", "no files here")

    assert world.ask("!graph latency") == (
        "Graphs of prom, latency, since 09:00 CET: p99 rose from 1 s to 9 s\n"
        f"The picture cannot be posted here.\nAll of it: {link}"
    )


def test_what_is_no_picture_is_not_posted(world: Asked) -> None:
    world.tools["prom"].answer = Graph(png=b"<html>", alt="p99")
    assert "prom gave no picture that can be posted." in world.ask("!graph latency")
    assert world.chat.uploads == []


def test_what_fires_is_told_of_each_incident_that_may_be_told_of(world: Asked) -> None:
    world.alert("checkout")
    world.alert("salaries")
    world.say("!incident INC-2 flag private a matter of few")

    world.tools["watch"].answer = ()
    said = world.ask("!alerts")
    assert said.startswith("Alerts of Shop that fire: 1\nINC-1 P1 checkout is broken, since")
    assert "salaries" not in said
    world.clock.at += timedelta(minutes=1)
    world.alert("checkout", status="resolved")
    assert world.ask("!alerts") == "Alerts of Shop that fire: none that we know of"


def test_what_a_source_says_fires_stands_beside_it_once(world: Asked) -> None:
    world.alert("checkout")
    at = world.clock()
    fires = ("checkout is broken", "disk is full of ana@example.com")
    world.tools["watch"].answer = tuple(
        FiringAlert(fingerprint=title, title=title, since=at, severity="P2") for title in fires
    )
    assert world.ask("!alerts").split("\n") == [
        "Alerts of Shop that fire: 2",
        "INC-1 P1 checkout is broken, since 10:00 CET",
        "watch P2 disk is full of …, since 10:00 CET",
    ]


def test_a_source_tells_nothing_of_what_is_private(world: Asked) -> None:
    world.alert("salaries")
    world.say("!incident INC-1 flag private a matter of few")
    world.tools["watch"].answer = (
        FiringAlert(fingerprint="s", title="salaries is broken", since=world.clock()),
    )
    assert world.ask("!alerts") == "Alerts of Shop that fire: none that we know of"
    assert "salaries is broken" in world.ask("!alerts", room="")


def test_a_slip_of_a_preset_is_named_where_nothing_was_found(world: Asked) -> None:
    world.tools["elk"].answer = rows()
    assert world.ask("!logs erors") == (
        "Logs of elk, erors, since 09:00 CET: no row.\nDid you mean the preset `!logs errors`?"
    )


def deployed(world: Asked, minutes: int, service: str) -> Change:
    at = world.clock() - timedelta(minutes=minutes)
    return Change(
        id=service, at=at, title=f"4.{minutes}", what="deploy", service=service, person="kim"
    )


def test_changes_that_were_told_and_that_are_asked_for_are_one_list(world: Asked) -> None:
    told, both, asked = (deployed(world, *one) for one in ((40, "pay"), (30, "search"), (5, "web")))
    source = Source(team="shop", kind="alerts", name="json")
    world.store.write(lambda tx: keep_changes(tx, source, (told, both), world.clock()))
    world.tools["git"].answer = (asked, both)

    assert world.ask("!changes 2h") == (
        "Changes of Shop since 08:00 CET: 3\n"
        "09:20:00 deploy pay: 4.40 (kim)\n"
        "09:30:00 deploy search: 4.30 (kim)\n"
        "09:55:00 deploy web: 4.5 (kim)"
    )


def test_what_is_told_when_an_incident_opens_neither_rings_nor_leaks(world: Asked) -> None:
    at = world.clock() - timedelta(minutes=5)
    what = "<@U1> and ana@example.com see password=hunter22"
    link = "https://ana:hunter22@ci.test/7?key=a"
    world.tools["git"].answer = (Change(id="1", at=at, title=what, link=link),)
    world.tools["watch"].answer = (FiringAlert(fingerprint="f", title=what, since=at),)
    world.say(P1)
    world.run(seconds=20)

    (told,) = (text for _, text in world.chat.posts if "Changed lately" in text)
    assert "Also fires" in told
    assert told.count("‹@U1> and … see password=…") == 2
    assert "https://ci.test/7?key=a" in told
    assert "hunter22" not in told


def test_ever_so_many_changes_of_others_do_not_hide_those_of_the_service(world: Asked) -> None:
    source = Source(team="shop", kind="changes", name="ci")
    ours = deployed(world, 90, "checkout")
    others = [replace(deployed(world, 30, f"search{n}"), title="4.90") for n in range(299)]
    for some in ([ours, *others[:99]], others[99:199], others[199:]):
        world.store.write(lambda tx, some=some: keep_changes(tx, source, some, world.clock()))  # type: ignore[misc]
    world.say(P1 + " --service checkout")
    world.run(seconds=20)

    assert any("Changed lately: 4.90, 08:30" in text for _, text in world.chat.posts)
    assert "08:30:00 deploy checkout: 4.90 (kim)\n299 more of other" in world.ask("!changes INC-1")


def test_a_tool_that_cannot_tell_its_changes_is_said_below_those_that_are_known(
    world: Asked,
) -> None:
    source = Source(team="shop", kind="alerts", name="json")
    known = deployed(world, 30, "checkout"), deployed(world, 40, "search")
    world.store.write(lambda tx: keep_changes(tx, source, known, world.clock()))
    world.tools["git"].answer = ProviderError("unavailable", "503")
    world.say(P1 + " --service checkout")

    assert world.ask("!changes INC-1 2h").split("\n") == [
        "Changes of checkout since 08:00 CET: 1",
        "09:30:00 deploy checkout: 4.30 (kim)",
        "1 more of other services.",
        "git cannot be reached (503). Ask again in a minute, or look there.",
    ]


def test_how_tools_fare_is_counted_and_seen(world: Asked) -> None:
    world.tools["elk"].answer = rows("x")
    world.tools["loki"].answer = ProviderError("timeout", "too slow")
    world.ask("!logs timeout")
    world.ask("!logs loki: timeout")

    assert world.system.queries.counted == {
        ("shop", "logs.elk", "answered"): 1,
        ("shop", "logs.loki", "timeout"): 1,
    }
    unwell = [one.name for one in world.system.readiness.conditions() if not one.ok]
    assert "provider shop/logs.loki" in unwell
    assert "provider shop/logs.elk" not in unwell


def test_a_tool_that_cannot_read_a_query_is_well_itself(world: Asked) -> None:
    world.tools["elk"].answer = ProviderError("invalid", "no such field")
    world.ask("!logs leevl:error")
    unwell = [one.name for one in world.system.readiness.conditions() if not one.ok]
    assert "provider shop/logs.elk" not in unwell


def test_nothing_is_kept_of_a_question_to_a_tool(world: Asked) -> None:
    world.tools["elk"].answer = rows("x")
    world.say("!logs timeout", message="m")
    assert world.store.read(lambda tx: tx.inbox("chat/irc", "m")) is None
    world.say("!logs timeout", message="m")
    assert len(world.tools["elk"].asked) == 2
