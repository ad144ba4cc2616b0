"""What New Relic answers when it is told that issues are acknowledged or closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.counterparts.newrelic.account import NOON, Issue
from tests.counterparts.newrelic.newrelic import NewRelic
from tocsin.errors import ProviderError
from tocsin.providers import AlertRef
from tocsin.testing import a_call

Make = Callable[..., Any]


def test_an_issue_that_stays_as_it_was_is_an_error_in_new_relics_words(
    tool: Make, nr: NewRelic
) -> None:
    nr.account.issues = [Issue(id=name, title="Errors") for name in ("i1", "i2")]
    nr.account.stuck = {"i1": "Backend\nis busy."}
    refs = [AlertRef(fingerprint=name, group=name, incident="INC-1") for name in ("i1", "i2")]
    with pytest.raises(ProviderError, match="has not acknowledged an issue: Backend is busy") as it:
        tool("alerts").acknowledge(refs, a_call(at=NOON))
    assert it.value.code == "invalid"
    assert [issue.acknowledged for issue in nr.account.issues] == [False, True]
    nr.account.issues[0].acknowledged = True
    tool("alerts").acknowledge(refs, a_call(at=NOON, attempt=2))


@pytest.mark.parametrize("said", [{}, {"a0": None}, {"a0": {"error": ["busy"]}}, {"a0": "done"}])
def test_what_new_relic_does_not_say_is_done_is_looked_for(
    tool: Make, nr: NewRelic, said: dict[str, Any]
) -> None:
    """An answer that says nothing of an issue closes nothing, whatever its status."""
    nr.account.issues = [Issue(id="i1", title="Errors")]
    source, refs = tool("alerts"), [AlertRef(fingerprint="i1", group="i1", incident="INC-1")]
    nr.mutations_say = said
    with pytest.raises(ProviderError, match="has not closed an issue: it says not why"):
        source.resolve(refs, a_call(at=NOON))
    nr.account.issues[0].state = "CLOSED"
    source.resolve(refs, a_call(at=NOON, attempt=2))
