"""Whatever stands in a team file, loading it gives teams and problems, never an exception."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.config.given import MODELS
from tocsin.config import Teams, load_teams, team_schema
from tocsin.errors import ConfigError

LINES = (
    (Path(__file__).parents[2] / "teams" / "example.toml").read_text(encoding="utf-8").splitlines()
)
KEYED = [number for number, line in enumerate(LINES) if " = " in line]
VALUES = (
    "0", "-1", "3.5", "nan", "true", "false", '""', '"x"', '"5m"', '"never"', '"P1"', "[]", "{}",
    "[1]", '["ana"]', '[["ana"]]', "[{}]", '{ env = "X" }', '{ a = { b = "c" } }', "2026-01-05",
    "2026-01-05T10:00:00Z", "09:00:00", '"\\u0000"', '"99999999d"', "9223372036854775808",
    '"@ana"', '"#incident-x"', '"ana@example.com"', '"' + "x" * 200 + '"', '"ünï"',
)  # fmt: skip
HEADINGS = ("[team]", "[people]", "[oncall]", "[[people]]", "[severities.P4]", '["a b".c]', "[x]")

Change = Callable[[list[str]], list[str]]


def without(number: int) -> Change:
    return lambda lines: lines[:number] + lines[number + 1 :]


def twice(number: int) -> Change:
    return lambda lines: lines[: number + 1] + lines[number:]


def with_value(number: int, value: str) -> Change:
    def change(lines: list[str]) -> list[str]:
        key, equals, _ = lines[number % len(lines)].partition(" = ")
        return [*lines[:number], key + equals + value if equals else value, *lines[number + 1 :]]

    return change


def with_line(number: int, line: str) -> Change:
    return lambda lines: [*lines[:number], line, *lines[number:]]


def with_text(number: int, place: int, text: str) -> Change:
    def change(lines: list[str]) -> list[str]:
        line = lines[number % len(lines)]
        here = place % (len(line) + 1)
        return [*lines[:number], line[:here] + text + line[here + 1 :], *lines[number + 1 :]]

    return change


lines = st.integers(0, len(LINES) - 1)
characters = st.characters(codec="utf-8")
changes = st.one_of(
    st.builds(without, lines),
    st.builds(twice, lines),
    st.builds(with_value, st.sampled_from(KEYED), st.sampled_from(VALUES)),
    st.builds(with_line, lines, st.sampled_from(HEADINGS)),
    st.builds(with_text, lines, st.integers(0, 100), st.text(characters, max_size=3)),
)


def sound_or_told(teams: Teams) -> None:
    """A team that is there is complete; one that is not has a fault that says so."""
    for problem in teams.problems:
        assert problem.what
        assert problem.file
    if not any(problem.stops for problem in teams.problems):
        assert teams.default.policy.severities.keys() == {"P0", "P1", "P2", "P3"}
        teams.raise_if_broken()
    else:
        with pytest.raises(ConfigError):
            teams.raise_if_broken()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("teams")


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(mutations=st.lists(changes, min_size=1, max_size=4))
def test_a_changed_example_never_raises(folder: Path, mutations: list[Change]) -> None:
    text = list(LINES)
    for change in mutations:
        text = change(text)
    (folder / "shop.toml").write_text("\n".join(text), encoding="utf-8")

    sound_or_told(load_teams(folder, MODELS))


@settings(deadline=None, max_examples=100)
@given(value=st.sampled_from(VALUES), number=st.sampled_from(KEYED))
def test_any_value_in_any_place(folder: Path, value: str, number: int) -> None:
    text = with_value(number, value)(list(LINES))
    (folder / "shop.toml").write_text("\n".join(text), encoding="utf-8")

    sound_or_told(load_teams(folder, MODELS))


@settings(deadline=None, max_examples=100)
@given(raw=st.binary(max_size=200))
def test_any_bytes(folder: Path, raw: bytes) -> None:
    (folder / "shop.toml").write_bytes(raw)

    sound_or_told(load_teams(folder, MODELS))


def test_the_schema_of_nothing_installed() -> None:
    assert team_schema({})["type"] == "object"
