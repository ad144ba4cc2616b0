"""What monitoring says without meaning trouble opens nothing, and nothing real hides behind it."""

from __future__ import annotations

from tests.scenarios.given import FULL
from tests.simulate.alert_bodies import group, one, plain
from tests.simulate.conftest import Play

WATCHDOG = group(one("Watchdog", severity="none"), key="w")
SAID = "+1m @ana: !incident report it is slow"


def test_a_watchdog_with_the_severity_none_opens_and_pages_nothing(play: Play) -> None:
    told = play("+0m alert prom w.json", SAID, "until +45m", team=FULL, files={"w.json": WATCHDOG})
    assert (told.of("alert")[0].data["status"], told.of("alert")[0].incident) == (202, "")
    assert told.events("declared") == ["declared"]
    assert told.one("event", type="declared").data["by"] == "ana"


def test_of_a_group_with_one_only_the_others_count(play: Play) -> None:
    mixed = group(one("Watchdog", severity="none"), one("disk", severity="warning"))
    told = play("+0m alert prom m.json", SAID, "until +2m", team=FULL, files={"m.json": mixed})
    assert "as P2" in told.of("event", type="declared")[0].text
    assert told.events("alert-fired") == ["alert-fired"]


def test_none_is_ignored_also_where_a_teams_own_map_does_not_name_it(play: Play) -> None:
    team = FULL.replace('type = "prometheus"', 'type = "prometheus"\nmap = { critical = "P0" }')
    told = play("+0m alert prom w.json", SAID, "until +2m", team=team, files={"w.json": WATCHDOG})
    assert told.of("alert")[0].incident == ""


def test_a_team_may_ignore_other_words_and_heed_none(play: Play) -> None:
    team = FULL.replace(
        'type = "prometheus"', 'type = "prometheus"\nmap = { none = "P3", info = "ignore" }'
    )
    info = group(one("disk", severity="info"), key="i")
    told = play(
        "+0m alert prom w.json", "+0m alert prom i.json", SAID, "until +2m", team=team,
        files={"w.json": WATCHDOG, "i.json": info},
    )  # fmt: skip
    assert [row.incident for row in told.of("alert")] == ["INC-1", ""]


def test_a_word_that_nobody_knows_is_still_no_less_than_a_p1(play: Play) -> None:
    odd = group(one("disk", severity="odd"))
    told = play("+0m alert prom o.json", SAID, "until +2m", team=FULL, files={"o.json": odd})
    assert "as P1" in told.of("event", type="declared")[0].text


def test_plain_json_is_ignored_likewise(play: Play) -> None:
    told = play(
        "+0m alert json n.json", SAID, "until +2m", team=FULL,
        files={"n.json": plain(severity="none")},
    )  # fmt: skip
    assert (told.of("alert")[0].data["status"], told.of("alert")[0].incident) == (202, "")
