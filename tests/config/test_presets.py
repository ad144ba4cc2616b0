"""Named queries of a team file: read by the core for every type, looked at by `check`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.config.given import MODELS, SOUND, NoSettings
from tocsin.config import Teams, load_teams
from tocsin.config.schema import team_schema
from tocsin.providers import AskedConfig, ProviderConfig
from tocsin.providers.presets import filled, needs_service


class Picky(AskedConfig):
    """A tool that can tell a bad query without asking."""

    def query_fault(self, text: str) -> str:
        if text == "explode":
            raise RuntimeError(text)
        return "a bracket is open" if text.count("(") != text.count(")") else ""


class Braced(AskedConfig):
    """A tool in whose language words stand in braces."""

    has_braces = True


KNOWN: Mapping[tuple[str, str], type[ProviderConfig]] = {
    **MODELS,
    ("logs", "plain"): NoSettings,
    ("logs", "picky"): Picky,
    ("graphs", "plain"): NoSettings,
    ("graphs", "braced"): Braced,
}


def read(folder: Path, text: str) -> Teams:
    (folder / "shop.toml").write_text(f"{SOUND}\n{text}\n", encoding="utf-8")
    return load_teams(folder, KNOWN)


def told(folder: Path, text: str) -> list[str]:
    return [f"{problem.key}: {problem.what}" for problem in read(folder, text).problems]


def test_presets_are_read_for_a_type_that_knows_nothing_of_them(tmp_path: Path) -> None:
    text = '[logs.plain.presets]\nerrors = "level:error {service}"\nslow = "took>1s"'

    team = read(tmp_path, text).teams["shop"]

    presets = team.sections["logs", "plain"].presets
    assert list(presets) == ["errors", "slow"]
    assert [needs_service(preset) for preset in presets.values()] == [True, False]
    assert filled(presets["errors"], "checkout") == "level:error checkout"


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ('errors = ""', "errors: A preset is a query in quotes."),
        ("errors = 3", "errors: A preset is a query in quotes."),
        ('errors = "a {servise}"', "errors: {servise} is not known here; only {service}"),
        ('errors = "a\\nb"', "errors: A preset is one line of at most 1000 characters."),
        ('"two words" = "a"', "This name does not fit: write lower-case letters"),
        ('Errors = "a"', "Errors: This name does not fit"),
    ],
)
def test_a_bad_preset_is_told_with_its_key(tmp_path: Path, preset: str, said: str) -> None:
    (problem,) = told(tmp_path, f"[logs.plain.presets]\n{preset}")
    assert problem.startswith("logs.plain.presets.")
    assert said in problem


def test_braces_of_a_query_language_are_left_alone(tmp_path: Path) -> None:
    text = '[graphs.plain.presets]\nrate = \'rate(x{job="a",le=~"1|2"}[5m]) {{ x }} a{2}\''
    assert told(tmp_path, text) == []


def test_where_braces_hold_words_of_the_tools_own_only_the_service_is_filled_in(
    tmp_path: Path,
) -> None:
    preset = "avg:load{service:{service}} by {host}"
    team = read(tmp_path, f'[graphs.braced.presets]\nload = "{preset}"').teams["shop"]
    found = team.sections["graphs", "braced"].presets["load"]
    assert filled(found, "checkout") == "avg:load{service:checkout} by {host}"


def test_presets_that_are_no_table_are_a_fault(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, '[logs.plain]\npresets = "level:error"')
    assert problem == "logs.plain.presets: These are no presets."


@pytest.mark.parametrize(
    ("query", "why"),
    [("(a", "a bracket is open"), ("explode", "the check of its type itself failed")],
)
def test_what_the_type_itself_finds_wrong_is_told(tmp_path: Path, query: str, why: str) -> None:
    (problem,) = told(tmp_path, f'[logs.picky.presets]\nodd = "{query}"')
    assert problem.startswith(f"logs.picky.presets.odd: This cannot be asked: {why}")


def test_a_name_that_two_instances_have_is_a_warning(tmp_path: Path) -> None:
    places = ("logs.plain", "logs.picky", "graphs.plain")
    text = "\n".join(f'[{place}.presets]\na = "1"' for place in places)
    (problem,) = read(tmp_path, text).warnings
    assert problem.key == "logs.picky.presets.a"


def test_only_what_is_asked_has_presets(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, '[schedules.tool.presets]\na = "1"')
    assert problem == "schedules.tool.presets: Unknown key."


def test_an_editor_knows_presets(tmp_path: Path) -> None:
    schema = team_schema(KNOWN)
    properties = schema["properties"]
    assert isinstance(properties, dict)
    sections = [properties[kind]["additionalProperties"]["anyOf"] for kind in ("logs", "schedules")]
    assert all("presets" in section["properties"] for section in sections[0])
    assert not any("presets" in section["properties"] for section in sections[1])
