"""A tool that is slow, hangs or is asked too much: nobody else waits, and it is always said."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.asked import LONGEST_S, Asked, hang, rows, typed
from tests.engine.given import P1
from tests.engine.test_reads import busy_writer
from tests.patience import until
from tocsin.bootstrap import queries
from tocsin.errors import ProviderError


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """As it runs: each question in a thread of its own; a deadline is short."""
    monkeypatch.setattr("tocsin.providers.kinds.KindRow.deadline", lambda *_: 0.3)
    made = Asked(tmp_path)
    made.system.queries.start()
    yield made
    made.end()


def test_a_tool_that_hangs_gets_its_sentence_and_hinders_nobody(apart: Asked) -> None:
    elk = hang(apart.tools["elk"])
    apart.tools["loki"].answer = rows("here")

    asking = threading.Thread(target=lambda: apart.ask("!logs elk: timeout"), daemon=True)
    asking.start()
    assert elk.begun.wait(LONGEST_S)
    assert "here" in apart.ask("!logs loki: timeout")
    assert apart.say(P1).accepted
    with busy_writer(apart):
        assert "here" in apart.ask("!logs loki: timeout")
    asking.join(LONGEST_S)


def test_an_answer_that_takes_longer_is_said_when_it_is_there(
    apart: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.providers.kinds.KindRow.deadline", lambda *_: 4.0)
    elk = hang(apart.tools["elk"])
    elk.answer = rows("pool is full")

    reply = apart.system.said(typed("!logs timeout"), patience_s=0.05)
    assert reply.text.as_plain() == "Asking elk; the answer comes here, at the latest in 4 s."
    assert elk.hangs is not None
    elk.hangs.set()
    until(lambda: "pool is full" in apart.chat.heard("#incidents"))
    assert "For Ana: Logs of elk, timeout" in apart.chat.heard("#incidents")


def test_a_deadline_that_passes_is_said_in_the_same_place(apart: Asked) -> None:
    hang(apart.tools["elk"])
    said = typed("!logs timeout", room="")

    assert apart.system.said(said, patience_s=0.05).text.as_plain().startswith("Asking elk")
    until(lambda: bool(apart.chat.directs))
    assert apart.chat.directs == [
        ("ana", "elk gave no answer within 0 s. Ask for a shorter time or for less.")
    ]


def test_more_questions_than_a_tool_can_take_are_refused_at_once(
    apart: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.providers.kinds.KindRow.deadline", lambda *_: 4.0)
    hang(apart.tools["elk"])
    most = queries.AT_ONCE + queries.WAITING

    said = [
        apart.system.said(typed(f"!logs {n}"), patience_s=0.01).text.as_plain() for n in range(most)
    ]
    assert all(text.startswith("Asking elk") for text in said)
    assert apart.system.said(typed("!logs one more")).text.as_plain() == (
        "elk was not asked: too many questions wait for it. Ask again in 4 s."
    )
    assert apart.system.queries.waiting == most


def test_the_end_of_a_script_waits_for_what_was_asked(apart: Asked) -> None:
    hang(apart.tools["elk"])
    apart.system.said(typed("!logs timeout"), patience_s=0.01)

    apart.system.drain(LONGEST_S)
    assert apart.system.queries.waiting == 0
    assert "elk gave no answer" in apart.chat.heard("#incidents")


def test_who_has_the_patience_gets_the_answer_as_the_reply(apart: Asked) -> None:
    hang(apart.tools["elk"])
    said = apart.system.said(typed("!logs timeout", room=""), patience_s=LONGEST_S)
    assert said.text.as_plain().startswith("elk gave no answer")
    assert apart.chat.directs == []


def test_a_chat_that_is_away_for_a_moment_gets_the_answer_all_the_same(
    apart: Asked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tocsin.bootstrap.query_posts.PAUSES_S", (0.0, 0.5))
    hang(apart.tools["elk"])
    apart.chat.down = ProviderError("unavailable", "away")
    apart.system.said(typed("!logs timeout"), patience_s=0.01)

    until(lambda: "post of an answer failed" in caplog.text)
    apart.chat.down = None
    until(lambda: "elk gave no answer" in apart.chat.heard("#incidents"))


def test_after_the_end_nothing_is_said_any_more(apart: Asked) -> None:
    elk = hang(apart.tools["elk"])
    apart.system.said(typed("!logs timeout"), patience_s=0.01)
    apart.system.queries.stop()
    assert elk.hangs is not None
    elk.hangs.set()
    until(lambda: apart.system.queries.waiting == 0)
    assert apart.chat.heard("#incidents") == ""


def test_no_word_of_a_question_or_an_answer_reaches_the_log(
    apart: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    apart.tools["elk"].answer = rows("the salary of the board")
    apart.tools["loki"].answer = ValueError("the salary of the board")
    with caplog.at_level(logging.DEBUG):
        apart.ask("!logs salary of the board")
        apart.ask("!logs loki: salary of the board")
    assert "logs.elk of team shop: answered" in caplog.text
    assert "salary" not in caplog.text
