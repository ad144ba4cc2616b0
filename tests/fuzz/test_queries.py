"""Any question to any tool, and any answer: one message comes back, and nothing in it acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.desk.test_queries import Asking
from tests.fuzz.hostile import any_text, assert_fit_to_say, bounded, spicy
from tocsin.bootstrap.secret_mask import no_mask
from tocsin.desk.grammar import POLITE
from tocsin.desk.query_parsing import LONGEST_BACK, LONGEST_QUERY
from tocsin.desk.reply import Reply
from tocsin.domain.severity import SEVERITIES
from tocsin.engine.query import (
    Asked,
    FiringAlerts,
    FiringFact,
    LogRows,
    Part,
    Query,
    QueryFailure,
    RecentChanges,
)
from tocsin.engine.query_answers import worded_answer
from tocsin.engine.spoken_line import SpokenLine
from tocsin.providers import Change, Graph
from tocsin.wording.composing import as_plain

TIMES = ("15m", "2h", "09:30", "since 09:30", "since", "400d", "23:59", "1h30m", "99999999d")
verbs = st.sampled_from(("logs", "graph", "alerts", "changes"))
tools = st.sampled_from(("", "elk: ", "ELK:", "prom: ", "nobody: ", "INC-1 "))
asked = st.builds(
    lambda verb, tool, text, time: f"!{verb} {tool}{text} {time}",
    verbs,
    tools,
    spicy | any_text | st.sampled_from(("errors", "mine", "latency", *POLITE)),
    st.sampled_from(("", *TIMES)),
)
ENDS = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
moments = st.datetimes(timezones=st.just(UTC)) | st.sampled_from(ENDS)


@bounded()
@given(asked, st.sampled_from(("ana", "guest-kim", "guest-\u202e")))
def test_any_question_is_understood_or_refused_in_a_sentence(text: str, by: str) -> None:
    world = Asking()
    said = SpokenLine(platform="irc", message_id="m", speaker=by, room="#incidents", text=text)
    if not world.desk.asks_tools(said):
        assert world.say(text, by=by).text.as_plain()
        return
    found = world.store.read(lambda tx: world.desk.query(tx, said))
    if isinstance(found, Reply):
        assert found.text.as_plain()
        assert not found.accepted
        assert_fit_to_say(found.text.as_plain(), lines=60)
        return
    assert by == "ana"
    assert len(found.text) <= LONGEST_QUERY
    assert found.until - LONGEST_BACK <= found.since <= found.until
    assert world.store.read(lambda tx: world.desk.hears(tx, said, found))


changes = st.builds(
    Change, id=any_text, at=moments, title=spicy, service=spicy, person=spicy, link=spicy
)
fires = st.builds(
    FiringFact,
    title=spicy,
    since=st.none() | moments,
    source=st.just("prom"),
    severity=st.none() | st.sampled_from(SEVERITIES),
    link=spicy,
)
parts: Mapping[Asked, st.SearchStrategy[Part]] = {
    "logs": st.builds(
        LogRows,
        rows=st.lists(st.tuples(st.none() | moments, spicy | any_text), max_size=30).map(tuple),
        truncated=st.booleans(),
        link=spicy,
    ),
    "graphs": st.builds(Graph, png=st.binary(max_size=40), alt=spicy, link=spicy),
    "alerts": st.builds(FiringAlerts, alerts=st.lists(fires, max_size=40).map(tuple)),
    "changes": st.builds(RecentChanges, changes=st.lists(changes, max_size=40).map(tuple)),
}
failures = st.builds(
    QueryFailure,
    code=st.sampled_from(("timeout", "auth", "invalid", "full", "broken", "rate_limited", "new")),
    words=spicy,
    seconds=st.floats(min_value=0, max_value=1e6),
)


@bounded()
@given(st.data())
def test_whatever_a_tool_answers_is_one_message_that_does_nothing(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(tuple(parts)))
    now = Asking().now
    query = Query(
        id="q",
        kind=kind,
        team="shop",
        team_name=data.draw(spicy),
        instances=("prom",),
        text=data.draw(spicy),
        since=now - timedelta(hours=1),
        until=now,
        timezone="Europe/Berlin",
        service=data.draw(st.sampled_from(("", "checkout"))),
        key=data.draw(st.sampled_from(("", "INC-1"))),
    )
    made = worded_answer(query, {"prom": data.draw(parts[kind] | failures)}, no_mask)
    for text in filter(None, map(as_plain, (made.text, made.instead))):
        assert_fit_to_say(text, lines=60)
        assert "<@" not in text
    if made.file is not None:
        assert_fit_to_say(made.file.alt, lines=1)
