"""`tocsin who` and `tocsin simulate --expect`: what a team's own CI asks of its process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.simulate import simulate_file
from tocsin.cli.who import print_who
from tocsin.errors import InvalidValue, NotFound

SCENARIO = """\
start 2026-12-24T03:00:00+01:00
+0s @you: !incident declare checkout returns 500s p1
+6m @bo: !incident INC-1 ack
until +1h
"""


@pytest.fixture
def night(tmp_path: Path) -> Path:
    path = tmp_path / "night.scenario"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def written(night: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The pages of the night, as a run printed them."""
    assert simulate_file(night, None, "", "text", only="page") == 0
    path = night.with_suffix(".pages")
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    return path


def test_who_is_called_reads_as_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    print_who("2026-12-24T03:00", "p1", None, "", "text")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "P1 of Demo, Thu 24 Dec 2026 03:00 (UTC), while nobody acknowledges:"
    assert lines[1].split() == "03:00 +0s rings Robin (primary) oncall.primary, always".split()
    assert "  03:45     +45m  rings   Robin, Bo Lindqvist, Eva Okafor, Cyrus Tan (round 2)" in lines
    assert lines[-1].endswith("`!oncall override` is not known here.")


def test_people_may_stand_in_the_file_of_another_team(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teams = tmp_path / "teams"
    teams.mkdir()
    (tmp_path / "config.py").write_text("", encoding="utf-8")
    named = (
        '[team]\nname = "{}"\n[oncall.primary]\npeople = ["ana"]\n'
        '[oncall.backup]\npeople = ["bo"]\n[contacts]\nem = "bo"\ncto = "bo"\n'
    )
    people = '[people.ana]\nname = "Ana Reyes"\n[people.bo]\nname = "Bo Lindqvist"\n'
    (teams / "base.toml").write_text(named.format("Base") + people, encoding="utf-8")
    (teams / "shop.toml").write_text(named.format("Shop"), encoding="utf-8")

    print_who("2026-12-24T03:00", "P1", tmp_path / "config.py", "shop", "text")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("P1 of Shop")
    assert "Ana Reyes (primary)" in lines[1]


def test_who_is_called_reads_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_who("2026-12-24T03:00:00+01:00", "P0", None, "demo", "json")
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (first["at"], first["offset_s"]) == ("2026-12-24T02:00:00+00:00", 0)
    assert (first["how"], first["who"], first["target"]) == ("rings", "you", "primary")


@pytest.mark.parametrize(
    ("at", "severity", "form", "told"),
    [
        ("christmas", "P1", "text", "write 2026-12-24T03:00"),
        ("2026-12-24T03:00", "P9", "text", "there are P0, P1, P2, P3"),
        ("2026-12-24T03:00", "P1", "yaml", "use text or json"),
    ],
)
def test_what_cannot_be_read_is_told(at: str, severity: str, form: str, told: str) -> None:
    with pytest.raises(InvalidValue, match=told):
        print_who(at, severity, None, "", form)


def test_a_night_that_goes_as_expected_is_fine(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = written(night, capsys)
    assert simulate_file(night, None, "", "text", only="page", expect=pages) == 0


def test_a_night_that_goes_otherwise_shows_what_came_instead(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = written(night, capsys)
    night.write_text(SCENARIO.replace("+6m", "+4m"), encoding="utf-8")
    assert simulate_file(night, None, "", "text", only="page", expect=pages) == 1
    place, expected = capsys.readouterr().out.splitlines()
    assert place == "line 2:"
    assert expected.split()[:5] == ["expected", "+5m", "02:05:00", "page", "bo"]


def test_rows_that_come_besides_are_shown_too(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = written(night, capsys)
    pages.write_text(pages.read_text().splitlines()[0] + "\n", encoding="utf-8")
    assert simulate_file(night, None, "", "text", only="page", expect=pages) == 1
    assert "  came      " in capsys.readouterr().out


def test_what_is_expected_must_be_there_and_how_to_write_it_is_said(night: Path) -> None:
    with pytest.raises(NotFound, match=r"`tocsin simulate .* --only page > .*no.pages` writes"):
        simulate_file(night, None, "", "text", only="page", expect=night.with_name("no.pages"))


def test_a_kind_of_row_that_does_not_exist_is_refused(night: Path) -> None:
    with pytest.raises(InvalidValue, match="'pages'; there are: command, reply"):
        simulate_file(night, None, "", "text", only="pages")


def test_rows_of_one_outcome_are_what_a_reader_wants(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    night.write_text(SCENARIO.replace("+0s", "+0s fault paging.direct-message down\n+1s"))
    simulate_file(night, None, "", "text", only="page")
    assert "attempt 1: failed]" in capsys.readouterr().out
    simulate_file(night, None, "", "text", only="page:sent")
    assert "failed]" not in capsys.readouterr().out
