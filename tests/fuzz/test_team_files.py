"""`tocsin check` on any TOML: file, key path, what, how to mend it; never a traceback."""

from __future__ import annotations

import contextlib
import io
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.hostile import EXAMPLES, any_text, bounded, spices, spicy
from tocsin.cli.check import check_config
from tocsin.config import load_teams
from tocsin.errors import ConfigError
from tocsin.plugin_manager import load_plugins

EXAMPLE = Path(__file__).parents[2] / "teams" / "example.toml"
WHOLE: dict[str, Any] = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
SECTIONS = (
    "team", "people", "oncall", "contacts", "services", "severities", "escalation", "chat",
    "process", "rights", "paging", "alerts", "ticketing", "customers", "status_page",
)  # fmt: skip
KEYS = (
    "name", "owner", "timezone", "workdays", "holidays", "business_hours", "default", "storm",
    "type", "token", "url", "secret", "people", "rotation", "handoff", "start", "schedule",
    "strategy", "steps", "paging", "em", "cto", "leadership", "announce", "triage", "P0", "P1",
    "primary", "ana", "env", "map", "unknown", "platforms", "updated",
)  # fmt: skip
LITERALS = (
    "2026-01-05", "2026-01-05T10:00:00Z", "0001-01-01", "9999-12-31T23:59:59+23:59", "09:00:00",
    "inf", "nan", "1e400", "-0.0", "0x" + "f" * 1000, "9" * 4000, "true", "[]", "{}", "[[]]",
    '{ env = "X" }', '"5m"', '"99999999d"', '"Mon-Sun"', '"ana"', '"@ana"', '"#incidents"',
)  # fmt: skip
LONGEST_LINE = 800


def quoted(text: str) -> str:
    """A TOML string of any text TOML can hold."""
    kept = text.encode("utf-8", "ignore").decode()
    return '"' + "".join(f"\\U{ord(c):08x}" for c in kept) + '"'


keys = st.sampled_from(KEYS) | (any_text | spices).map(quoted)
literals = st.sampled_from(LITERALS) | st.integers().map(str) | spicy.map(quoted)
values = st.recursive(
    literals,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda many: f"[{', '.join(many)}]")
        | st.dictionaries(keys, inner, max_size=3).map(
            lambda table: "{ " + ", ".join(f"{k} = {v}" for k, v in table.items()) + " }"
        )
    ),
    max_leaves=6,
)
entries = st.tuples(keys, values).map(" = ".join)
headers = st.one_of(
    st.sampled_from(SECTIONS).map("[{}]".format),
    st.tuples(st.sampled_from(SECTIONS), keys).map(lambda two: f"[{two[0]}.{two[1]}]"),
    keys.map("[[{}]]".format),
)
lines = st.one_of(entries, headers, spicy.map(lambda text: text.replace("\ud800", "")))
files = st.lists(lines, max_size=12).map("\n".join)


def places(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for key, inner in value.items():
        found.append((*path, key))
        if isinstance(inner, dict):
            found.extend(places(inner, (*path, key)))
    return found


PLACES = places(WHOLE)


def checked(folder: Path, raw: bytes) -> tuple[int, str]:
    """`tocsin check`: its exit code and what it prints."""
    (folder / "teams").mkdir(exist_ok=True)
    (folder / "config.py").write_text("", encoding="utf-8")
    (folder / "teams" / "shop.toml").write_bytes(raw)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = check_config(folder / "config.py")
    return code, out.getvalue()


def assert_told(code: int, said: str) -> None:
    *problems, summary = said.splitlines()
    assert re.match(r"[0-9]+ faults?, [0-9]+ warnings?\.", summary), summary
    faults = [line for line in problems if not line.startswith("warning: ")]
    assert (code == 2) == bool(faults)
    for line in problems:
        assert "shop.toml: " in line
        assert line.isprintable()
        assert len(line) <= LONGEST_LINE
        assert line.endswith((".", "?", "!")), line


@bounded()
@given(files.map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=300))
def test_a_file_of_any_shape(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    assert_told(*checked(tmp_path_factory.mktemp("check"), raw))


@bounded()
@given(st.lists(st.tuples(st.sampled_from(PLACES), keys, values), min_size=1, max_size=4))
def test_the_example_with_lines_of_any_kind_put_into_its_sections(
    tmp_path_factory: pytest.TempPathFactory, more: list[tuple[tuple[str, ...], str, str]]
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for place, key, value in more:
        header = f"[{'.'.join(place[:-1])}]" if len(place) > 1 else f"[{place[0]}]"
        at = text.index(header) + 1 if header in text else len(text)
        text.insert(at, f"{key} = {value}")
    raw = "\n".join(text).encode("utf-8", "replace")
    assert_told(*checked(tmp_path_factory.mktemp("check"), raw))


@bounded(EXAMPLES // 2)
@given(st.lists(files, min_size=2, max_size=4))
def test_several_files_of_any_shape(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("teams")
    for number, text in enumerate(texts):
        (folder / f"t{number}.toml").write_bytes(text.encode("utf-8", "replace"))
    teams = load_teams(folder, load_plugins().models)
    if any(not problem.warning for problem in teams.problems):
        with pytest.raises(ConfigError):
            teams.raise_if_broken()
