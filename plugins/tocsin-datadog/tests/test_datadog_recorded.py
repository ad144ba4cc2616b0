"""Changes that responders made, recorded as change events of Datadog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.datadog.datadog import Datadog
from tests.vendors.mitigated import DECLARE, TEAM, TITLE, mitigated
from tocsin.errors import ProviderError
from tocsin.providers import RecordsChanges
from tocsin.testing import Bot, a_bot, a_call, a_made_change
from tocsin_datadog.config import ChangesConfig

Make = Callable[..., Any]
POSTED = "/api/v2/events"
SECTION = """\
[changes.dd]
type = "datadog"
base_url = "{url}"
api_key = {{ env = "DD_API" }}
app_key = {{ env = "DD_APP" }}
record = true
"""


def posted(dd: Datadog) -> list[Any]:
    return [one.json() for one in dd.far_end.arrived if one.path == POSTED]


def recorder(tool: Make, **changed: Any) -> RecordsChanges:
    made: RecordsChanges = tool("changes", record=True, **changed)
    return made


def test_what_is_posted_says_what_was_done_by_whom_and_when(tool: Make, dd: Datadog) -> None:
    change = a_made_change()
    recorder(tool, services={"checkout": "checkout-api"}).record(change, a_call(change.key))
    (sent,) = posted(dd)
    title = "INC-42, rollback: checkout 4.3 → 4.2"
    assert sent["data"]["attributes"] == {
        "title": title,
        "message": title,
        "category": "change",
        "integration_id": "custom-events",
        "timestamp": "2026-11-23T10:30:00+00:00",
        "aggregation_key": change.key,
        "tags": [
            "service:checkout-api", "incident:INC-42", "mitigation:rollback", "source:tocsin",
        ],
        "attributes": {
            "author": {"name": "Bo Olsen", "type": "user"},
            "changed_resource": {"name": "checkout-api", "type": "configuration"},
            "impacted_resources": [{"name": "checkout-api", "type": "service"}],
            "change_metadata": {
                "tocsin": change.key,
                "incident": "INC-42",
                "what": "deploy",
                "resource_link": "https://tickets.example.org/OPS-7",
            },
        },
    }  # fmt: skip


def test_a_switched_flag_is_one_there_and_a_change_of_no_service_is_of_production(
    tool: Make, dd: Datadog
) -> None:
    change = a_made_change(what="flag", strategy="disable", service="", person="", link="")
    recorder(tool).record(change, a_call(change.key))
    (sent,) = posted(dd)
    assert sent["data"]["attributes"]["attributes"] == {
        "changed_resource": {"name": "production", "type": "feature_flag"},
        "change_metadata": {"tocsin": change.key, "incident": "INC-42", "what": "flag"},
    }


def test_nothing_is_recorded_where_the_section_does_not_say_so(tool: Make) -> None:
    assert tool("changes").capabilities == frozenset()
    assert recorder(tool).capabilities == {"record"}


def test_it_goes_to_the_intake_of_the_site() -> None:
    told = {"api_key": {"env": "A"}, "app_key": {"env": "B"}, "site": "us5.datadoghq.com"}
    config = ChangesConfig.model_validate(told)
    assert config.intake_url == "https://event-management-intake.us5.datadoghq.com"


def test_what_datadog_takes_no_more_is_refused_for_good(tool: Make, dd: Datadog) -> None:
    """It takes no event that is older than 18 hours."""
    dd.now = lambda: a_call().at + timedelta(hours=19)
    change = a_made_change()
    with pytest.raises(ProviderError, match="older than 18 hours") as caught:
        recorder(tool).record(change, a_call(change.key))
    assert not caught.value.retryable


@pytest.fixture
def bot(dd: Datadog, tmp_path: Path) -> Iterator[Bot]:
    text = TEAM + SECTION.format(url=dd.url)
    with a_bot(text, folder=tmp_path) as made:
        yield made


def test_a_mitigation_is_a_change_that_everybody_reads_once(bot: Bot, dd: Datadog) -> None:
    mitigated(bot)
    bot.wait(seconds=30)
    assert [one.title for one in dd.account.events] == [TITLE]
    assert bot.say("ana", "!changes 1h").count(TITLE) == 1


def test_what_may_have_arrived_is_looked_for_and_posted_once(bot: Bot, dd: Datadog) -> None:
    dd.far_end.fail("reset-after", times=1)
    mitigated(bot)
    bot.wait(minutes=5)
    assert len(posted(dd)) == 1
    assert [one.title for one in dd.account.events] == [TITLE]


def test_while_datadog_is_down_nothing_waits_for_it(bot: Bot, dd: Datadog) -> None:
    dd.far_end.fail("503")
    mitigated(bot)
    assert "monitoring" in bot.say("ana", "!incident INC-1 mitigated")
    bot.wait(minutes=20)
    dd.far_end.heal()
    bot.wait(minutes=20)
    assert [one.title for one in dd.account.events] == [TITLE]


@pytest.mark.parametrize("flag", ["--drill", "--private"])
def test_practice_and_what_is_private_stay_away(bot: Bot, dd: Datadog, flag: str) -> None:
    mitigated(bot, f"{DECLARE} {flag}")
    bot.wait(minutes=5)
    assert posted(dd) == []
