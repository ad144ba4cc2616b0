"""Loading a folder of team files: every fault of every file, and what holds between files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.given import MODELS, SOUND, changed, load, only_problem
from tocsin.config import Teams, load_teams
from tocsin.errors import ConfigError, NotFound

ONLY_TEAM = """\
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]
[contacts]
em = "eva"
cto = "cyrus"
ciso = "sam"
"""


def test_every_fault_of_every_file_is_told(tmp_path: Path) -> None:
    """Slips of form and of meaning, in two files, come out together and in file order."""
    shop = changed('em = "eva"', 'em = "ewa"').replace('"weekly"', '"weakly"')
    pay = changed('cto = "cyrus"\n', "").replace("Europe/Berlin", "Europe/Nowhere")

    problems = load(tmp_path, shop, pay=pay).problems

    assert [(Path(problem.file).name, problem.key) for problem in problems] == [
        ("pay.toml", "team.timezone"),
        ("pay.toml", "contacts.cto"),
        ("shop.toml", "oncall.primary.rotation"),
        ("shop.toml", "contacts.em"),
    ]


def test_a_slip_has_no_consequences_of_its_own(tmp_path: Path) -> None:
    """A person with a wrong e-mail is still a person: nothing else is said of her."""
    problem = only_problem(load(tmp_path, changed('"ana@example.com"', "[1]")))

    assert problem.key == "people.ana.email"


@pytest.mark.parametrize("section", ["people", "oncall", "contacts", "services", "severities"])
def test_a_section_that_is_none_is_told_once(tmp_path: Path, section: str) -> None:
    """The whole section is lost, and still nothing is said but that."""
    kept = [part for part in SOUND.split("\n[") if not part.startswith(f"{section}")]

    problem = only_problem(load(tmp_path, f"{section} = 3\n" + "\n[".join(kept)))

    assert (problem.key, problem.warning) == (section, False)


def test_a_broken_deployment_raises_with_every_fault(tmp_path: Path) -> None:
    teams = load(tmp_path, changed('em = "eva"', 'em = "ewa"').replace('"weekly"', '"x"'))

    with pytest.raises(ConfigError) as caught:
        teams.raise_if_broken()

    assert caught.value.problems == teams.problems
    assert "shop.toml: oncall.primary.rotation: 'x' is not" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[team]\nname = Shop\n", "Line 2, column 8"),
        ('[team]\nname = "Shop\n', "Line 2, column 13"),
        ("[team]\n[team]\n", "Line 2, column 6"),
        ("[team", "Line 1, column 6"),
        ("[team]\n# b\nx =", "Line 3, column 4"),
        ("n = " + "9" * 5000, "too many digits"),
        ("n = " + "[" * 3000, "nested too deeply"),
    ],
)
def test_a_syntax_error_names_line_and_column(tmp_path: Path, text: str, place: str) -> None:
    problem = only_problem(load(tmp_path, text))

    assert place in problem.what
    assert problem.file.endswith("shop.toml")
    assert problem.fix


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_bytes(b'[team]\nname = "K\xf6ln"\n')

    problem = only_problem(load_teams(tmp_path, MODELS))

    assert "Byte 16 is not UTF-8" in problem.what


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(SOUND, encoding="utf-8-sig")

    assert load_teams(tmp_path, MODELS).problems == ()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").mkdir()

    assert "cannot be read" in only_problem(load_teams(tmp_path, MODELS)).what


@pytest.mark.parametrize(("folder", "what"), [("", "no team file"), ("none", "no such folder")])
def test_a_folder_without_teams(tmp_path: Path, folder: str, what: str) -> None:
    teams = load_teams(tmp_path / folder, MODELS)

    assert what in only_problem(teams).what
    assert "TOCSIN_TEAMS_DIR" in only_problem(teams).fix
    with pytest.raises(NotFound, match="no team yet"):
        _ = teams.default


def test_the_name_of_the_file_is_the_id(tmp_path: Path) -> None:
    teams = load(tmp_path, SOUND, **{"The Shop": ONLY_TEAM})

    assert "Rename it" in only_problem(teams).fix
    assert list(teams.teams) == ["shop"]


# ------------------------------------------------------------------------- between the files


def test_people_belong_to_the_deployment(tmp_path: Path) -> None:
    """A person of one file takes part in every team."""
    teams = load(tmp_path, SOUND, pay=ONLY_TEAM)

    teams.raise_if_broken()
    assert teams.teams["pay"].rotations[0].people == ("ana",)
    assert set(teams.people) == {"ana", "bo", "eva", "cyrus", "sam"}


def test_files_complete_each_other_about_a_person(tmp_path: Path) -> None:
    pay = ONLY_TEAM + '[people.ana]\nphone = "+1"\naccounts = { other = "U1" }\n'

    ana = load(tmp_path, SOUND, pay=pay).people["ana"]

    assert (ana.name, ana.phone) == ("Ana", "+1")
    assert ana.accounts == {"console": "ana", "other": "U1"}


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('name = "Anna"', "people.ana.name"),
        ('email = "anna@example.com"', "people.ana.email"),
        ('accounts = { console = "anna" }', "people.ana.accounts.console"),
    ],
)
def test_files_that_contradict_each_other(tmp_path: Path, written: str, key: str) -> None:
    problem = only_problem(load(tmp_path, SOUND, pay=f"{ONLY_TEAM}[people.ana]\n{written}\n"))

    assert (Path(problem.file).name, problem.key) == ("shop.toml", key)
    assert "pay.toml says something else about the same person" in problem.what


def test_one_account_is_one_person_across_files(tmp_path: Path) -> None:
    pay = f'{ONLY_TEAM}[people.zoe]\naccounts = {{ console = "ana" }}\n'

    assert "account of zoe too" in only_problem(load(tmp_path, SOUND, pay=pay)).what


def test_an_unreadable_file_puts_nobody_in_doubt(tmp_path: Path) -> None:
    """People may stand in the file that cannot be read: only that file is reported."""
    problem = only_problem(load(tmp_path, "[team", pay=ONLY_TEAM))

    assert Path(problem.file).name == "shop.toml"


def test_the_first_team_is_the_default(tmp_path: Path) -> None:
    teams = load(tmp_path, SOUND, pay=ONLY_TEAM)

    assert [team.id for team in teams.teams.values() if team.default] == ["pay"]
    assert teams.default.id == "pay"


def test_a_team_can_be_chosen_as_default(tmp_path: Path) -> None:
    teams = load(tmp_path, changed('name = "Shop"', "default = true"), pay=ONLY_TEAM)

    assert [team.id for team in teams.teams.values() if team.default] == ["shop"]


def test_two_default_teams(tmp_path: Path) -> None:
    shop = changed('name = "Shop"', "default = true")

    problem = only_problem(load(tmp_path, shop, pay=f"{ONLY_TEAM}[team]\ndefault = true\n"))

    assert (Path(problem.file).name, problem.key) == ("shop.toml", "team.default")
    assert "pay.toml is the default team already" in problem.what


def test_teams_may_share_incidents_but_not_a_triage_room(tmp_path: Path) -> None:
    """A shared announce room is normal; a shared triage room of one's own is warned of."""
    chat = '[chat]\nannounce = "#incidents"\ntriage = "#triage"\n'

    teams = load(tmp_path, SOUND + chat, pay=ONLY_TEAM + chat)

    problem = only_problem(teams)
    assert (problem.key, problem.warning) == ("chat.triage", True)
    assert "#triage is the triage room of pay too" in problem.what


def test_teams_that_share_an_announce_room_agree_on_its_id(tmp_path: Path) -> None:
    mine = '[chat]\nannounce_id = { irc = "C1", mesh = "7" }\n'
    theirs = '[chat]\nannounce_id = { irc = "C2" }\n'

    teams = load(tmp_path, SOUND + mine, pay=ONLY_TEAM + theirs)

    problem = only_problem(teams)
    assert problem.key == "chat.announce_id.irc"
    assert "says another id for #incidents on irc" in problem.what


def test_nothing_loaded_is_nothing_wrong() -> None:
    Teams().raise_if_broken()
