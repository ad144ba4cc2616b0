"""Changes that responders made, recorded by New Relic's change tracking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.counterparts.newrelic.account import NUMBER
from tests.counterparts.newrelic.newrelic import NewRelic
from tests.vendors.mitigated import DECLARE, TEAM, TITLE, mitigated
from tocsin.errors import ProviderError
from tocsin.providers import RecordsChanges, Secret, Window
from tocsin.testing import Bot, a_bot, a_call, a_made_change
from tocsin_newrelic.config import ChangesConfig
from tocsin_newrelic.recording import RECORD

Make = Callable[..., Any]
SECTION = """\
[changes.nr]
type = "newrelic"
base_url = "{url}"
key = {{ env = "NR_KEY" }}
account = {account}
record = true
"""


def recorder(tool: Make, **changed: Any) -> RecordsChanges:
    made: RecordsChanges = tool("changes", record=True, **changed)
    return made


def sent(nr: NewRelic) -> list[Any]:
    """The variables of each mutation that came."""
    bodies: list[Any] = [one.json() for one in nr.far_end.arrived if one.path == "/graphql"]
    return [one["variables"]["event"] for one in bodies if one["query"] == RECORD.text]


def titles(nr: NewRelic) -> list[str]:
    return [one["shortDescription"] for one in nr.account.tables.get("ChangeTrackingEvent", [])]


def test_what_is_sent_says_what_was_done_by_whom_and_when(tool: Make, nr: NewRelic) -> None:
    change = a_made_change()
    recorder(tool, services={"checkout": "checkout-api"}, entities="domain = 'APM'").record(
        change, a_call(change.key)
    )
    assert sent(nr) == [
        {
            "entitySearch": {
                "query": f"name = 'checkout-api' AND accountId = {NUMBER} AND (domain = 'APM')"
            },
            "categoryAndTypeData": {"kind": {"category": "Operational", "type": "Other"}},
            "shortDescription": "INC-42, rollback: checkout 4.3 → 4.2",
            "user": "Bo Olsen",
            "timestamp": 1795429800000,
            "groupId": "INC-42",
            "customAttributes": {
                "tocsin": change.key,
                "incident": "INC-42",
                "mitigation": "rollback",
                "what": "deploy",
                "service": "checkout",
                "link": "https://tickets.example.org/OPS-7",
            },
        }
    ]


def test_a_name_cannot_leave_its_quotes(tool: Make, nr: NewRelic) -> None:
    change = a_made_change(service="x' OR name LIKE '%")
    with pytest.raises(ProviderError, match="Entity search found no entity"):
        recorder(tool).record(change, a_call(change.key))
    (event,) = sent(nr)
    assert event["entitySearch"]["query"].startswith(
        "name = 'x\\' OR name LIKE \\'%' AND accountId"
    )


def test_a_change_of_no_service_is_kept_where_the_section_says(tool: Make, nr: NewRelic) -> None:
    change = a_made_change(service="")
    recorder(tool, entity="shop").record(change, a_call(change.key))
    assert titles(nr) == ["INC-42, rollback: checkout 4.3 → 4.2"]
    with pytest.raises(ProviderError, match="name one for such changes, entity in the section"):
        recorder(tool).record(change, a_call(change.key))


def test_what_may_not_be_recorded_is_one_sentence(tool: Make, nr: NewRelic) -> None:
    nr.account.forbidden.add("changeTracking")
    change = a_made_change()
    with pytest.raises(ProviderError, match="does not let this key do that") as caught:
        recorder(tool).record(change, a_call(change.key))
    assert caught.value.code == "forbidden"


def test_nothing_is_recorded_where_the_section_does_not_say_so(tool: Make) -> None:
    assert tool("changes").capabilities == frozenset()
    assert recorder(tool).capabilities == {"record"}


def test_a_condition_that_would_end_the_search_early_is_refused() -> None:
    told = {"key": Secret("NR_KEY"), "account": 1, "entities": "domain = 'APM') OR (name = 'x'"}
    with pytest.raises(ValidationError, match="entities: The parentheses do not match"):
        ChangesConfig.model_validate(told)


def test_a_condition_of_the_section_lets_through_what_was_recorded(
    tool: Make, nr: NewRelic
) -> None:
    change, where = a_made_change(), "category = 'Deployment'"
    nr.account.keep("ChangeTrackingEvent", change.at, changeTrackingId="c1", category="Other")
    made = recorder(tool, where=where)
    made.record(change, a_call(change.key))
    window = Window(start=change.at, end=change.at + timedelta(minutes=1))
    found = made.changes(window, "", a_call())
    assert [(one.recorded, one.what) for one in found] == [(change.key, "deploy")]


@pytest.fixture
def bot(nr: NewRelic, tmp_path: Path) -> Iterator[Bot]:
    text = TEAM + SECTION.format(url=nr.url, account=NUMBER)
    with a_bot(text, folder=tmp_path) as made:
        yield made


def test_a_mitigation_is_a_change_that_everybody_reads_once(bot: Bot, nr: NewRelic) -> None:
    mitigated(bot)
    bot.wait(seconds=30)
    assert titles(nr) == [TITLE]
    assert bot.say("ana", "!changes 1h").count(TITLE) == 1


def test_what_may_have_arrived_is_looked_for_and_recorded_once(bot: Bot, nr: NewRelic) -> None:
    nr.far_end.fail("reset-after", times=1)
    mitigated(bot)
    bot.wait(minutes=5)
    assert len(sent(nr)) == 1
    assert titles(nr) == [TITLE]


def test_while_new_relic_is_down_nothing_waits_for_it(bot: Bot, nr: NewRelic) -> None:
    nr.far_end.fail("503")
    mitigated(bot)
    assert "monitoring" in bot.say("ana", "!incident INC-1 mitigated")
    bot.wait(minutes=20)
    nr.far_end.heal()
    bot.wait(minutes=20)
    assert titles(nr) == [TITLE]


def test_a_service_that_new_relic_does_not_know_is_said_in_the_room(bot: Bot, nr: NewRelic) -> None:
    nr.account.entities.clear()
    mitigated(bot)
    bot.wait(minutes=1)
    said = "could not be told of a mitigation that was made: New Relic recorded nothing"
    assert said in bot.room()


@pytest.mark.parametrize("flag", ["--drill", "--private"])
def test_practice_and_what_is_private_stay_away(bot: Bot, nr: NewRelic, flag: str) -> None:
    mitigated(bot, f"{DECLARE} {flag}")
    bot.wait(minutes=5)
    assert sent(nr) == []
