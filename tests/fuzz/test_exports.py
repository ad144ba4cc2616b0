"""Exports of incidents with hostile words, and `verify` on files somebody changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.given import Whole, whole
from tests.fuzz.hostile import EXAMPLES, any_text, anything, bounded, spicy
from tocsin.cli.export import FORMS
from tocsin.cli.verify import verify_incident
from tocsin.engine.export_verification import broken_seq
from tocsin.engine.incident_export import as_export
from tocsin.errors import InvalidValue

OURS = {"html", "meta", "title", "h1", "h2", "dl", "dt", "dd", "ol", "li", "time", "style"}
NASTY = (
    "<script>alert(1)</script>", "</title><script>alert(1)</script>", "<img src=x onerror=x()>",
    "<!--", "-->", "<![CDATA[", "&lt;b&gt;", "\"' onmouseover='alert(1)", "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))", "![x](http://a)", "`code`", "```", "<b>bold</b>", "\\<b>",
    "\x1b[31m", "\u009b31m", "\u202eevil",
)  # fmt: skip
ESCAPED = re.compile(r"\\[\\`<\[]")
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
words = st.lists(st.sampled_from(NASTY) | spicy, min_size=1, max_size=3).map(" ".join)


class Reader(HTMLParser):
    """Collects tags and their attributes, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.oddities: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_comment(self, data: str) -> None:
        self.oddities.append(data)

    def unknown_decl(self, data: str) -> None:
        self.oddities.append(data)


def exported(folder: Path, said: list[str]) -> dict[str, object]:
    """An incident whose every free text is one of these."""
    world = whole(folder)
    title = f"a {said[0]}"[:200].encode("utf-8", "replace").decode()
    world.post("json", json.dumps({"key": "k", "title": title, "severity": "critical"}).encode())
    world.hear(f"!incident declare {said[0]} p1")
    for text in said:
        world.hear(f"!incident INC-1 note {text}")
        world.hear(f"!incident INC-1 update {text} | {text} | {text} | 30m")
        world.hear(f"!incident INC-1 report {text}", by="guest-<b>")
    return as_made(world)


def as_made(world: Whole, number: int = 1) -> dict[str, object]:
    one = world.incident(number)
    events = world.store.read(lambda tx: tx.events(one.id))
    return dict(as_export(one, list(events), world.teams.people))


@bounded(EXAMPLES // 2)
@given(st.lists(words, min_size=1, max_size=3))
def test_no_word_becomes_a_tag_a_link_or_an_escape_sequence(
    tmp_path_factory: pytest.TempPathFactory, said: list[str]
) -> None:
    found = exported(tmp_path_factory.mktemp("export"), said)
    reader = Reader()
    page = FORMS["html"](found)
    reader.feed(page)
    reader.close()
    assert reader.tags <= OURS
    assert page.count("<style") == 1
    assert reader.attributes <= {"lang", "charset", "name", "content", "datetime"}
    assert not reader.oddities
    text = FORMS["md"](found)
    for line in text.split("\n"):
        assert not set("<[") & set(ESCAPED.sub("", line)), line
    for out in (page, text):
        assert not STEERING.search(out)
    raw = FORMS["json"](found)
    assert json.loads(raw) == found
    assert not STEERING.search(raw)


def chained(folder: Path) -> dict[str, Any]:
    """A sound export, as JSON gives it back."""
    world = whole(folder)
    world.tell("!incident declare checkout returns 500s p1")
    world.tell("!incident ack")
    world.tell("!incident INC-1 note looked at the logs")
    found: dict[str, Any] = json.loads(FORMS["json"](as_made(world)))
    return found


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return chained(tmp_path_factory.mktemp("sound"))


def verified(folder: Path, raw: bytes) -> int:
    file = folder / "export.json"
    file.write_bytes(raw)
    try:
        return verify_incident(str(file), None)
    except InvalidValue as error:
        sentence = str(error)
    assert sentence.isprintable()
    return 2


def test_a_sound_export_holds(tmp_path: Path, sound: dict[str, Any]) -> None:
    assert verified(tmp_path, json.dumps(sound).encode()) == 0


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"[" * 200_000, 2),
        (b'{"a":' * 100_000, 2),
        (b"9" * 5000, 2),
        (b"\xff\xfe", 2),
        (b"", 2),
        (b"[]", 2),
        (b'{"id": "\\ud800", "events": [], "chain": []}', 1),
        (b'{"id": 1, "events": [], "chain": []}', 1),
        (b'{"id": "a", "events": {}, "chain": []}', 1),
        (b'{"id": "a", "events": [null], "chain": [null]}', 1),
        (b'{"id": "a", "events": [[]], "chain": []}', 1),
        (b'{"id": "a", "events": [{"body": "\\ud800", "body_sha256": "00"}], "chain": [""]}', 1),
    ],
)
def test_what_is_no_export_is_told(tmp_path: Path, raw: bytes, code: int) -> None:
    assert verified(tmp_path, raw) == code


def test_a_name_that_steers_the_terminal_is_shown_plainly(
    tmp_path: Path, sound: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "INC-1\x1b[2J\nINC-2: 9 events, the chain holds \ud800"
    people = {**sound["people"], evil: evil}
    assert verified(tmp_path, json.dumps({**sound, "people": people, evil: 1}).encode()) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 5
    assert not STEERING.search(out)


@pytest.mark.parametrize("name", ["x" * 300, "INC-" + "9" * 5000, "a\nb", "\x1b[31m", "/"])
def test_a_name_that_is_no_file_and_no_incident_is_told(name: str) -> None:
    with pytest.raises(InvalidValue, match="no file that can be read"):
        verify_incident(name, None)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[tuple[str | int, ...]] = []
    for step, inner in steps:
        found.append((*path, step))
        if isinstance(inner, dict | list):
            found.extend(places(inner, (*path, step)))
    return found


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("seq", lambda seq: float(seq)),
        ("seq", lambda seq: str(seq)),
        ("seq", lambda seq: seq == 1),
        ("body_sha256", str.upper),
        ("body_sha256", lambda digest: f" {digest} "),
        ("body", lambda body: [body]),
        ("body", lambda body: f"{body} "),
    ],
)
def test_what_only_looks_like_it_is_found(
    tmp_path: Path, sound: dict[str, Any], key: str, change: Callable[[Any], Any]
) -> None:
    changed = json.loads(json.dumps(sound))
    changed["events"][0][key] = change(changed["events"][0][key])
    assert verified(tmp_path, json.dumps(changed).encode()) == 1


@bounded()
@given(st.integers(0, 10_000), anything | any_text | st.sampled_from((True, 1.0, "1", None)))
def test_any_change_of_what_is_proved_is_found_at_its_place(
    tmp_path_factory: pytest.TempPathFactory, sound: dict[str, Any], at: int, value: Any
) -> None:
    changed = json.loads(json.dumps(sound))
    path = [one for one in places(changed) if one[0] in ("id", "events", "chain")]
    chosen = path[at % len(path)]
    holder = changed
    for step in chosen[:-1]:
        holder = holder[step]
    before = holder[chosen[-1]]
    holder[chosen[-1]] = value
    same = type(value) is type(before) and value == before
    emptied = chosen[-1] == "body" and value is None
    code = verified(tmp_path_factory.mktemp("verify"), json.dumps(changed).encode())
    assert code == (0 if same else 1)
    if code and len(chosen) > 1 and not emptied:
        assert broken_seq(changed) == int(chosen[1]) + 1


@bounded()
@given(st.integers(0, 10_000), anything | any_text | st.sampled_from((True, 1, 1.0, "1", None)))
def test_any_change_of_what_people_read_is_found(
    tmp_path_factory: pytest.TempPathFactory, sound: dict[str, Any], at: int, value: Any
) -> None:
    changed = json.loads(json.dumps(sound))
    path = [way for way in places(changed) if way[0] not in ("id", "events", "chain", "people")]
    chosen = path[at % len(path)]
    holder = changed
    for step in chosen[:-1]:
        holder = holder[step]
    same = json.dumps(holder[chosen[-1]]) == json.dumps(value)
    holder[chosen[-1]] = value
    code = verified(tmp_path_factory.mktemp("verify"), json.dumps(changed).encode())
    assert code == (0 if same else 1)


@bounded()
@given(anything | st.fixed_dictionaries({"id": anything, "events": anything, "chain": anything}))
def test_json_of_any_shape_is_told(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    assert verified(tmp_path_factory.mktemp("verify"), json.dumps(value).encode()) in (1, 2)
