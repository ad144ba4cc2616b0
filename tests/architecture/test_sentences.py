"""Every sentence that people read in chat stands in `wording`; what else may hold one, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from tests.architecture.sentences_rules import Sentence, sentences
from tests.architecture.test_words import modules
from tests.architecture.words_rules import Module

FLOORS: Final = ("desk", "engine", "web", "bootstrap", "errbot_host")
_REFUSAL: Final = "a part of a refusal, which stands with its rule"
_WAITS: Final = "why an effect waits or failed, kept with it for whoever runs Tocsin"
_RUNS: Final = "how Tocsin fares: /readyz, /metrics, the log and the terminal"
_CALLS: Final = "what a program is answered that calls an address, and headers"
# A file, or a place in one -> why it may hold sentences.
ALLOWED: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "desk/incident_reference.py:_FOR_NONE", "desk/incident_reference.py:_FOR_NO_INCIDENT",
            "desk/request.py:meant", "desk/help.py:unknown_verb", "desk/overrides.py:_chosen",
            "desk/refusals.py:_hint", "desk/services.py:service_of",
            "desk/incident_lookup.py:_ambiguous", "engine/account_linking.py:redeem",
        ),
        _REFUSAL,
    ),
    **dict.fromkeys(
        (
            "engine/accounts.py", "engine/delivery.py", "engine/observers.py",
            "engine/incident_rooms.py", "engine/ports.py", "engine/direct_messages.py",
            "engine/room_attempts.py", "engine/strategies.py",
        ),
        _WAITS,
    ),
    "engine/invariants.py": "`db check` and `verify`",
    "engine/export_verification.py": "`db check` and `verify`",
    **dict.fromkeys(
        (
            "bootstrap/chat_backends.py", "bootstrap/readiness.py", "bootstrap/metrics_endpoint.py",
            "bootstrap/health.py", "bootstrap/heartbeat.py", "bootstrap/listeners.py",
            "bootstrap/logs.py", "bootstrap/observers.py", "bootstrap/dry_run.py",
            "engine/guests.py", "engine/refused_requests.py", "engine/sweeper.py",
            "errbot_host/errbot_plugins.py", "web/server.py",
        ),
        _RUNS,
    ),
    "engine/received_checks.py": "what is wrong with what a plugin gave, for who wrote it",
    **dict.fromkeys(
        (
            "engine/webhook_routes.py", "web/app.py", "web/request_body.py", "web/error_guard.py",
            "web/pages.py", "web/status.py",
        ),
        _CALLS,
    ),
    "web/status_view.py": "the names that the interface of a status page has",
}  # fmt: skip


def found() -> Iterator[Sentence]:
    for module in modules(*FLOORS):
        yield from sentences(module)


def is_allowed(sentence: Sentence) -> bool:
    return sentence.file in ALLOWED or f"{sentence.file}:{sentence.place}" in ALLOWED


def test_a_sentence_that_people_read_stands_in_wording() -> None:
    assert [str(one) for one in found() if not is_allowed(one)] == []


def test_no_row_of_what_is_allowed_is_left_behind() -> None:
    held = {name for one in found() for name in (one.file, f"{one.file}:{one.place}")}
    assert {*ALLOWED} - held == set()


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('def reply():\n    return "Nothing of yours waits."', 1),
        ('def reply(key):\n    return f"Nothing of {key} waits."', 1),
        ('REPLY = "Nothing of yours waits."', 1),
        ('def reply():\n    """Nothing of yours waits."""', 0),
        ('def reply():\n    raise InvalidValue("Nothing of yours waits.")', 0),
        ('def reply(ask):\n    return ask.wrong("Nothing of yours waits.")', 0),
        ('def reply(log):\n    log.info("nothing of theirs waits")', 0),
        ('ROW = changes("Work", "note <text>", "write down anything", note)', 0),
        ('LINE = "note {text:lines} and more"', 0),
    ],
)
def test_what_counts_as_a_sentence(source: str, count: int) -> None:
    assert len([*sentences(Module.read("desk/given.py", source))]) == count
