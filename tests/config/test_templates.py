"""A team's own words: their names, and that they can be filled, are judged when a file is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.given import SOUND, load, only_problem, shop
from tocsin.domain.templates import NAMES


def words(name: str, text: str) -> str:
    return f"{SOUND}\n[templates]\n{name} = '''{text}'''\n"


@pytest.mark.parametrize("name", NAMES)
def test_each_template_can_be_worded(tmp_path: Path, name: str) -> None:
    policy = shop(tmp_path, words(name, "{{ title }}")).policy
    assert policy.templates == {name: "{{ title }}"}


def test_an_unknown_name_says_which_was_meant(tmp_path: Path) -> None:
    problem = only_problem(load(tmp_path, words("status-resolve", "x")))
    assert (Path(problem.file).name, problem.key) == ("shop.toml", "templates.status-resolve")
    assert 'Did you mean "status-resolved"?' in problem.fix


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ titel }}", "there is no variable 'titel'"),
        ("{% for c in title %}{{ c }}{% endfor %}", "For is not possible here"),
        ("{{ title.__class__ }}", "Getattr is not possible here"),
        ("{{ title", "unexpected end of template"),
        ("", "it is empty"),
    ],
)
def test_a_broken_template_names_its_file_and_key(tmp_path: Path, text: str, what: str) -> None:
    problem = only_problem(load(tmp_path, words("status-update", text)))
    assert (Path(problem.file).name, problem.key) == ("shop.toml", "templates.status-update")
    assert what in problem.what
    assert "docs/templates.md" in problem.fix
    assert not problem.warning


def test_a_promise_that_the_own_clock_breaks_is_a_warning(tmp_path: Path) -> None:
    text = f'{SOUND}\n[process]\npublish_within = "5d"\n'
    problem = only_problem(load(tmp_path, text))
    assert problem.key == "process.public_postmortem_within"
    assert "within 2d, it is due in 5d" in problem.what
    assert problem.warning


@pytest.mark.parametrize("clock", ['publish_within = "48h"', 'public_postmortem_within = "3d"'])
def test_a_promise_that_can_be_kept_is_none(tmp_path: Path, clock: str) -> None:
    assert load(tmp_path, f"{SOUND}\n[process]\n{clock}\n").problems == ()


def test_a_page_of_their_own_takes_the_place_of_the_built_in_one(tmp_path: Path) -> None:
    own = shop(tmp_path, f'{SOUND}\n[status_page.public]\ntype = "static"\n')
    assert own.instances["status_page"] == ("public",)
    assert shop(tmp_path).instances["status_page"] == ("static",)


def test_who_is_called_by_the_announcement(tmp_path: Path) -> None:
    policy = shop(tmp_path, f'{SOUND}\n[process]\nannounce_here = ["P0"]\n').policy
    assert policy.announce_here == ("P0",)
