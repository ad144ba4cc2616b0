"""Coverage-guided fuzzing of what comes in from outside, for as long as one likes.

    pip install atheris
    python scripts/fuzz.py chat --seconds 300

Each target is a function from bytes to nothing; whatever it raises is a finding, and the input
that did it is written to `crash-…` in the present folder. The same promises are held by
`tests/fuzz` in every test run, with fewer examples and no need of atheris.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
Target = Callable[[bytes], None]


def chat() -> Target:
    """Any text said in a room: one clear answer, nobody called in passing."""
    from tests.fuzz.given import whole

    folder = Path(tempfile.mkdtemp())

    def run(raw: bytes) -> None:
        world = whole(folder)
        world.tell("!incident declare checkout returns 500s p1")
        for line in raw.decode("utf-8", "surrogateescape").split("\x00")[:4]:
            world.hear(f"!incident {line}")
            world.hear(line, by="guest-kim")
        world.system.settle_now()
        world.assert_all_fit()

    return run


def grammar() -> Target:
    """Any line: read without an error."""
    from tocsin.desk.grammar import read_line, words
    from tocsin.wording.clean import clean, link, title

    def run(raw: bytes) -> None:
        text = raw.decode("utf-8", "surrogateescape")
        words(read_line(text, "!").rest)
        assert len(clean(text, 40)) <= 40
        assert clean(clean(text)) == clean(text)
        assert title(text).strip()
        link(text)

    return run


def _source(make: Callable[[], object]) -> Target:
    """An alert source: groups that are sound, or a printable refusal."""
    from datetime import UTC, datetime

    from tocsin.errors import BadPayload
    from tocsin.providers import RawRequest
    from tocsin.testing.received import check_sentence

    source, now = make(), datetime(2026, 11, 23, 9, tzinfo=UTC)

    def run(raw: bytes) -> None:
        request = RawRequest(method="POST", path="", headers={}, body=raw, received=now)
        try:
            found = source.receive(request)  # type: ignore[attr-defined]  # any alert source
        except BadPayload as error:
            check_sentence(str(error))
            return
        for group in found.groups:
            assert group.title.strip()
            assert "\n" not in group.title

    return run


def json_alerts() -> Target:
    """Plain JSON alerts."""
    from tocsin.builtin.json_alerts import JsonAlerts, JsonAlertsConfig
    from tocsin.providers import Secret

    return _source(lambda: JsonAlerts(JsonAlertsConfig(token=Secret("NOT_SET"))))


def prometheus() -> Target:
    """Notifications of Alertmanager."""
    from tocsin.providers import Secret

    config = importlib.import_module("tocsin_prometheus.config").PrometheusConfig
    alerts = importlib.import_module("tocsin_prometheus.source").PrometheusAlerts
    return _source(lambda: alerts(config(token=Secret("NOT_SET"))))


def team_file() -> Target:
    """A team file: teams and faults, never an exception."""
    from tocsin.config import load_teams
    from tocsin.plugin_manager import load_plugins

    folder, models = Path(tempfile.mkdtemp()), load_plugins().models

    def run(raw: bytes) -> None:
        (folder / "shop.toml").write_bytes(raw)
        for problem in load_teams(folder, models).problems:
            assert str(problem).isprintable()

    return run


def scenario() -> Target:
    """A scenario: read, or refused with its line."""
    from tocsin.simulate import parse
    from tocsin.simulate.scenario import ScenarioError

    def run(raw: bytes) -> None:
        with suppress(ScenarioError):
            parse(raw.decode("utf-8", "replace"), "x")

    return run


def verify() -> Target:
    """An export somebody changed: the first bad seq, never an exception."""
    from tocsin.engine.export_verification import verify_export

    def run(raw: bytes) -> None:
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            return
        if isinstance(value, dict):
            verify_export(value)

    return run


def console() -> Target:
    """What is printed: no escape sequence survives."""
    from tocsin.builtin.console_output import printable_text
    from tocsin.desk.script_line import parse_script_line
    from tocsin.errors import InvalidValue

    def run(raw: bytes) -> None:
        text = raw.decode("utf-8", "surrogateescape")
        assert not {"\x1b", "\x9b", "\x07", "\r", "\u202e"} & set(printable_text(text))
        with suppress(InvalidValue):
            parse_script_line(text)

    return run


def template() -> Target:
    """A team's template: refused in words, or filled with text that no value can break out of."""
    from tocsin.errors import InvalidValue
    from tocsin.templating import LONGEST_TEXT, fault, fill

    names = ("title", "impact")

    def run(raw: bytes) -> None:
        source, _, value = raw.decode("utf-8", "replace").partition("\x00")
        why = fault(source, names)
        assert why.isprintable()
        try:
            text = fill(source, dict.fromkeys(names, value))
        except InvalidValue:
            return
        assert not why
        assert len(text) <= LONGEST_TEXT
        assert " object at 0x" not in text or " object at 0x" in source + value

    return run


def status_page() -> Target:
    """What stands on the status page: one page, one feed and one JSON, whatever the words."""
    from xml.etree import ElementTree

    from tests.web.given import NOW
    from tests.web.test_status import PAGES, entry, incident, read, shown
    from tocsin.web.status_feed import atom_feed
    from tocsin.web.status_html import status_page_html
    from tocsin.web.status_json import document
    from tocsin.web.status_view import status_view

    def run(raw: bytes) -> None:
        words = [*raw.decode("utf-8", "surrogateescape").split("\x00"), *"abcd"]
        title, text, component, url = words[:4]
        one = incident(
            entry("investigating", 5, text),
            title=title,
            components=(component,),
            postmortem_url=url,
        )
        seen = status_view(shown(one, title=title, components=(component, text)), NOW)
        read(status_page_html(PAGES, seen).decode())
        ElementTree.fromstring(atom_feed(seen, "https://status.example.com"))
        json.loads(document("summary", seen, "https://status.example.com"))

    return run


def postmortem() -> Target:
    """Where a post-mortem is put: one file in its folder, or a refusal."""
    from dataclasses import replace

    from tocsin.builtin.postmortem_folder import Folder
    from tocsin.errors import ProviderError
    from tocsin.testing.values import a_call, a_document

    root = Path(tempfile.mkdtemp())
    folder = Folder(root / "kept", "https://example.com/pm")

    def run(raw: bytes) -> None:
        name, _, text = raw.decode("utf-8", "surrogateescape").partition("\x00")
        given = replace(a_document(), name=name, markdown=text)
        with suppress(ProviderError):
            place = Path(folder.publish(given, a_call()).id)
            assert place.parent == root / "kept"
            place.unlink()
        assert [one.name for one in root.iterdir() if one.name != "kept"] == []

    return run


TARGETS: dict[str, Callable[[], Target]] = {
    "chat": chat,
    "grammar": grammar,
    "json": json_alerts,
    "prometheus": prometheus,
    "team": team_file,
    "scenario": scenario,
    "verify": verify,
    "console": console,
    "template": template,
    "status-page": status_page,
    "postmortem": postmortem,
}


def _atheris() -> ModuleType:
    try:
        return importlib.import_module("atheris")
    except ImportError:
        raise SystemExit("atheris is not here: pip install atheris") from None


def main() -> None:
    """Fuzz one target until the time is over or something is found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, help="a folder of inputs to begin with, and to keep")
    asked = parser.parse_args()
    atheris = _atheris()
    sys.path.insert(0, str(ROOT))
    logging.disable(logging.CRITICAL)
    os.environ.setdefault("TOCSIN_TEST_TOKEN", "s3cret")
    with atheris.instrument_imports(include=["tocsin", "tocsin_prometheus"]):
        run = TARGETS[asked.target]()
    folder = asked.corpus or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={asked.seconds}", "-max_len=4096", "-timeout=20"]
    atheris.Setup([sys.argv[0], *options, str(folder)], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
