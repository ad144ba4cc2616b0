"""The log: JSON for machines, text for people, and one search that finds the whole way."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import Deployment
from tests.e2e.http import ask, post_json
from tests.e2e.sink import PageSink
from tests.engine.given import P1, World, unavailable
from tests.operations.given import stranger
from tocsin.bootstrap.logs import Form, form_for, formatter, start_log

ALERT = {"key": "k", "title": "checkout returns 500s", "severity": "critical"}


def lines(text: str) -> list[dict[str, object]]:
    """Every line that is JSON."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


# ----------------------------------------------------------------------------------- the form


def record(words: str, *, level: int = logging.INFO, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("tocsin.engine", level, "x.py", 1, words, (), None)
    vars(made).update(extra)
    return made


def test_a_line_for_machines_is_one_json_object() -> None:
    line = formatter("json").format(record("page to paging.hook: sent", incident="INC-1"))
    said = json.loads(line)
    assert list(said)[:3] == ["at", "level", "event"]
    assert said["at"].endswith("Z")
    del said["at"]
    assert said == {
        "level": "info",
        "event": "page to paging.hook: sent",
        "logger": "tocsin.engine",
        "incident": "INC-1",
    }


def test_a_line_for_people_ends_with_its_fields() -> None:
    line = formatter("text").format(record("page: sent", incident="INC-1", attempt=2))
    assert line[10] == "T"
    assert line[19:] == "Z info page: sent  attempt=2 incident=INC-1"


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_is_told_by_type_and_place(form: Form) -> None:
    made = record("oops", level=logging.ERROR)
    try:
        raise ValueError("hunter2")
    except ValueError as error:
        made.exc_info = (ValueError, error, error.__traceback__)
    line = formatter(form).format(made)
    assert "ValueError at test_log.py:" in line
    assert "hunter2" not in line
    assert "Traceback" not in line


def test_what_somebody_typed_cannot_forge_a_line() -> None:
    said = "x\n2026-11-23T03:00:00Z info page: sent"
    assert "\n" not in formatter("json").format(record(said))
    assert formatter("text").format(record(said)).splitlines()[1].startswith("  ")


@pytest.mark.parametrize("form", ["text", "json"])
def test_neither_can_it_steer_the_terminal_that_shows_the_log(form: Form) -> None:
    said = "x\x1b[31m\r\x9b2J\u202e\u2028\ud800"
    line = formatter(form).format(record(said, error=f"{said}\nforged"))
    assert line.replace("\n  ", "").isprintable()
    line.encode()


def test_secrets_are_struck_out_of_words_and_fields() -> None:
    masked = formatter("json", lambda text: text.replace("hunter2", "…"))
    line = masked.format(record("it is hunter2", url="https://x/hunter2"))
    assert "hunter2" not in line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_text_on_a_terminal_and_json_elsewhere_unless_one_is_chosen() -> None:
    assert form_for("", Terminal()) == "text"
    assert form_for("", io.StringIO()) == "json"
    assert form_for("json", Terminal()) == "json"
    assert form_for("text", io.StringIO()) == "text"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Where a log goes that a test starts; afterwards it is as it was."""
    root, ours = logging.getLogger(), logging.getLogger("tocsin")
    before = (root.handlers[:], root.level, ours.level, threading.excepthook)
    yield io.StringIO()
    logging.captureWarnings(False)
    root.handlers[:], threading.excepthook = before[0], before[3]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def test_libraries_speak_from_warning_on(written: io.StringIO) -> None:
    start_log("json", to=logging.StreamHandler(written))
    for name in ("tocsin.engine", "httpcore2", "errbot", "sqlalchemy.pool"):
        logging.getLogger(name).info("to say")
        logging.getLogger(name).debug("to mutter")
        logging.getLogger(name).warning("to warn")
    said = [(one["logger"], one["event"]) for one in lines(written.getvalue())]
    assert said == [
        ("tocsin.engine", "to say"),
        ("tocsin.engine", "to warn"),
        ("httpcore2", "to warn"),
        ("errbot", "to warn"),
        ("sqlalchemy.pool", "to warn"),
    ]


def test_while_somebody_types_there_only_warnings_come(written: io.StringIO) -> None:
    start_log("text", to=logging.StreamHandler(written), quiet=True)
    logging.getLogger("tocsin.engine").info("to say")
    logging.getLogger("tocsin.engine").warning("to warn")
    assert "to say" not in written.getvalue()
    assert "warning to warn" in written.getvalue()


def test_a_thread_that_dies_is_told_without_its_words(written: io.StringIO) -> None:
    start_log("json", to=logging.StreamHandler(written))

    def die() -> None:
        raise ValueError("hunter2")

    thread = threading.Thread(target=die, name="tocsin-x")
    thread.start()
    thread.join()
    (line,) = lines(written.getvalue())
    assert str(line["event"]).startswith("the thread tocsin-x died: ValueError at test_log.py:")
    assert "hunter2" not in written.getvalue()


# ---------------------------------------------------------------------------------- the trail


def test_every_line_about_an_incident_has_its_number_and_its_id(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tocsin")
    world.bell().script = [unavailable()]
    world.alert()
    world.run(minutes=6)
    world.say("!incident INC-1 note looking")
    ident = world.incident().id
    told = [one.getMessage() for one in caplog.records if vars(one).get("correlation") == ident]
    assert "webhook shop/json: 201" in told
    assert "page to paging.tower failed: the tool is down" in told
    assert "page to paging.tower: sent" in told
    assert "timer ack fired" in told
    assert "message on irc: accepted" in told
    numbered = [vars(one).get("incident") for one in caplog.records if "page" in one.getMessage()]
    assert set(numbered) == {"INC-1"}


def test_a_repeat_is_found_as_well(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tocsin")
    for _ in range(2):
        world.say(P1, message="same")
    found = [vars(one)["correlation"] for one in caplog.records if "message" in one.getMessage()]
    assert found == [world.incident().id] * 2


def test_what_touches_no_incident_has_no_id(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tocsin")
    world.say("!incident INC-9 ack")
    (line,) = [one for one in caplog.records if "message" in one.getMessage()]
    assert line.getMessage() == "message on irc: refused"
    assert "correlation" not in vars(line)


def test_a_webhook_that_is_refused_is_told_once_a_minute(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """An alert that is lost must be seen; a stranger must not fill the disk."""
    for _ in range(3):
        stranger(world)
    assert caplog.text.count("webhook shop/json refused: Unauthorised") == 1
    world.run(minutes=1)
    stranger(world)
    assert caplog.text.count("webhook shop/json refused: Unauthorised") == 2


@pytest.mark.e2e
def test_one_search_finds_webhook_incident_page_and_what_the_vendor_saw(
    shop: Deployment, sink: PageSink
) -> None:
    with running(shop, "--no-input") as bot:
        answer = post_json(shop.url("/hooks/shop/json"), ALERT)
        (page,) = sink.wait_for("trigger")
        link = str(page["ack_url"]).removeprefix(f"http://127.0.0.1:{shop.port}")
        assert ask("POST", shop.url(link), b"").status == 200
        sink.wait_for("acknowledge")
        assert bot.terminate() == 0
    exported = json.loads(shop.run("export", "INC-1").stdout)
    ident = exported["id"]

    found = [line for line in lines(bot.err.text()) if ident in json.dumps(line)]

    assert answer.json() == {"incident": "INC-1"}
    assert [one["event"] for one in found if "webhook" in str(one["event"])] == [
        "webhook shop/json: 201"
    ]
    sent = next(one for one in found if one["event"] == "page to paging.hook: sent")
    assert sent["incident"] == "INC-1"
    assert sent["effect"] == page.key
    assert page.key.startswith(f"{ident}:")
    assert page["incident"] == "INC-1"
    assert "an acknowledge link was used: ready" in [one["event"] for one in found]
    by_number = [one["event"] for one in lines(bot.err.text()) if one.get("incident") == "INC-1"]
    assert "an acknowledge link was used: ready" in by_number
    assert "page-ack to paging.hook: sent" in by_number


@pytest.mark.e2e
def test_the_form_is_chosen_in_config_py(shop: Deployment, sink: PageSink) -> None:
    with shop.config.open("a", encoding="utf-8") as file:
        file.write('TOCSIN_LOG = "text"\n')
    with running(shop, "--no-input") as bot:
        post_json(shop.url("/hooks/shop/json"), ALERT)
        sink.wait_for("trigger")
        bot.err.wait_for(r"Z info webhook shop/json: 201  correlation=\S+ incident=INC-1")
        bot.err.wait_for("Z info page to paging.hook: sent  attempt=1")
