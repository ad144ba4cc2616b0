"""Provider sections: installed types, their keys, and secrets that are never repeated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.given import BUILT_IN, SOUND, JsonAlerts, WebhookPaging, load, only_problem, shop
from tocsin.config import load_teams
from tocsin.providers import Concern, ProviderConfig

LITERAL = "xoxb-hunter2-literal"


def with_section(text: str) -> str:
    return f"{SOUND}\n{text}\n"


def test_a_section_is_read_with_the_model_of_its_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER_SECRET", "s3cret")
    text = '[paging.hook]\ntype = "webhook"\nurl = "https://x"\nsecret = { env = "PAGER_SECRET" }'

    section = shop(tmp_path, with_section(text)).sections["paging", "hook"]

    assert (section.kind, section.instance, section.type) == ("paging", "hook", "webhook")
    assert isinstance(section.config, WebhookPaging)
    assert section.config.secret.reveal() == "s3cret"


def test_the_type_defaults_to_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AM_TOKEN", "s3cret")

    team = shop(tmp_path, with_section('[alerts.json]\ntoken = { env = "AM_TOKEN" }'))

    assert isinstance(team.sections["alerts", "json"].config, JsonAlerts)
    assert [section.instance for section in team.of_kind("alerts")] == ["json"]


def test_an_unknown_type_says_which_are_installed_and_what_to_install(tmp_path: Path) -> None:
    problem = only_problem(load(tmp_path, with_section('[paging.pd]\ntype = "pagerphone"')))

    assert problem.key == "paging.pd.type"
    assert 'No paging type "pagerphone" is installed' in problem.what
    assert "installed: direct-message, webhook." in problem.what
    assert "pip install tocsin-pagerphone" in problem.fix


def test_a_misspelled_type_is_recognised(tmp_path: Path) -> None:
    problem = only_problem(load(tmp_path, with_section('[alerts.am]\ntype = "promethues"')))

    assert 'Did you mean "prometheus"?' in problem.fix


def test_a_kind_of_which_nothing_is_installed(tmp_path: Path) -> None:
    problem = only_problem(load(tmp_path, with_section("[logs.mine]")))

    assert problem.key == "logs.mine.type"
    assert "installed: none" in problem.what
    assert "pip install tocsin-mine" in problem.fix


@pytest.mark.parametrize(
    ("text", "key", "fix"),
    [
        ('[alerts]\ntoken = "x"', "alerts.token", "[alerts.<name>]"),
        ('[alerts."my alerts"]', 'alerts."my alerts"', "without blanks"),
        ("[alerts.am]\ntype = 3", "alerts.am.type", "quotes"),
        ('[paging.hook]\ntype = "webhook"\nurl = "http://x"', "paging.hook.secret", "Add it"),
        (
            '[paging.hook]\ntype = "webhook"\nulr = "x"\nurl = "http://x"\n'
            'secret = { env = "PATH" }',
            "paging.hook.ulr",
            '"url"',
        ),
        (
            '[alerts.am]\ntype = "prometheus"\ntoken = { env = "PATH" }\nmap = { critical = "P9" }',
            "alerts.am.map.critical",
            "Write one of them",
        ),
    ],
)
def test_a_faulty_section_names_its_key(tmp_path: Path, text: str, key: str, fix: str) -> None:
    problem = only_problem(load(tmp_path, with_section(text)))

    assert problem.key == key
    assert fix in problem.fix


# --------------------------------------------------------------------------------- secrets


@pytest.mark.parametrize(
    "text",
    [
        f'[alerts.json]\ntoken = "{LITERAL}"',
        f'[alerts.json]\ntoken = ["{LITERAL}"]',
        f'[alerts.json]\ntoken = {{ env = ["{LITERAL}"] }}',
        f'[alerts.json]\ntoken = {{ value = "{LITERAL}" }}',
        f'[alerts.json]\ntoken = {{ env = "PATH" }}\ntokn = "{LITERAL}"',
        f'[alerts.leaky]\ntoken = "{LITERAL}"',
        f'[alerts.nothing]\ntoken = "{LITERAL}"',
        f'[alerts]\ntoken = "{LITERAL}"',
        f'[paging.hook]\ntype = "webhook"\nurl = "http://x"\nsecret = "{LITERAL}"',
        f'[paging.hook]\ntype = "webhook"\nurl = "x"\nsecret = "{LITERAL}"\nspare = "{LITERAL}"',
        '[paging.hook]\ntype = "webhook"\nurl = "http://x"\nsecret = { env = "PATH" }\n'
        f'headers = {{ auth = "{LITERAL}" }}',
        f'token = "{LITERAL}"',
        f'[alerts.json]\ntoken = "{LITERAL}',
    ],
)
def test_a_literal_secret_is_refused_and_never_repeated(tmp_path: Path, text: str) -> None:
    """Wherever a secret stands in clear, there is a fault, and its text does not show it."""
    teams = load(tmp_path, with_section(text))

    assert teams.problems
    assert LITERAL not in "\n".join(map(repr, (*teams.problems, teams)))


def test_a_secret_in_place_of_its_variables_name_is_not_repeated(tmp_path: Path) -> None:
    text = with_section(f'[alerts.json]\ntoken = {{ env = "{LITERAL}" }}')

    problem = only_problem(load(tmp_path, text))

    assert LITERAL not in str(problem)
    assert "Write the variable's name" in problem.fix


def test_a_literal_secret_says_how_to_write_it(tmp_path: Path) -> None:
    problem = only_problem(load(tmp_path, with_section(f'[alerts.json]\ntoken = "{LITERAL}"')))

    assert problem.key == "alerts.json.token"
    assert 'written { env = "NAME" }' in problem.what
    assert 'token = { env = "JSON_TOKEN" }' in problem.fix


def test_an_unset_variable_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A simulation needs no secrets: the team is there, and the check still tells."""
    monkeypatch.delenv("AM_TOKEN", raising=False)

    teams = load(tmp_path, with_section('[alerts.json]\ntoken = { env = "AM_TOKEN" }'))

    problem = only_problem(teams)
    assert (problem.key, problem.warning) == ("alerts.json.token", True)
    assert "Set AM_TOKEN in the environment." in problem.fix
    assert teams.warnings == (problem,)
    teams.raise_if_broken()


def test_an_unset_variable_is_found_within_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOOK_AUTH", raising=False)
    text = (
        '[paging.hook]\ntype = "webhook"\nurl = "http://x"\nsecret = { env = "PATH" }\n'
        'headers = { auth = { env = "HOOK_AUTH" } }'
    )

    assert only_problem(load(tmp_path, with_section(text))).key == "paging.hook.headers.auth"


# ------------------------------------------------------------------------------ robustness


def test_a_plugin_whose_check_fails_is_named_without_its_words(tmp_path: Path) -> None:
    problem = only_problem(load(tmp_path, with_section("[alerts.broken]\nsize = 4711")))

    assert problem.key == "alerts.broken"
    assert "RuntimeError" in problem.what
    assert "4711" not in str(problem)


def test_what_is_built_in_needs_no_section(tmp_path: Path) -> None:
    """Paging by direct message and the ticket list are there for a team that names no other."""
    team = shop(tmp_path)

    assert team.paging["P0"] == ("direct-message",)
    assert team.ticketing == ("list",)
    assert {("paging", "direct-message"), ("ticketing", "list")} <= set(team.sections)


def test_a_strategy_of_a_plugin_is_read_with_its_model(tmp_path: Path) -> None:
    """Its policy has a built-in ladder to fall back on should it fail."""
    text = (
        '[escalation.sun]\nstrategy = "follow"\nzones = ["east", "west"]\n'
        '[severities.P0]\nladder = "sun"'
    )

    team = shop(tmp_path, with_section(text))

    assert team.escalation["sun"].strategy == "follow"
    assert team.sections["escalation", "sun"].type == "follow"
    assert team.policy.ladders["sun"] == team.policy.ladders["P0"]


def test_a_strategy_with_a_fault_names_its_key(tmp_path: Path) -> None:
    problem = only_problem(
        load(tmp_path, with_section('[escalation.sun]\nstrategy = "follow"\nzones = "east"'))
    )

    assert problem.key == "escalation.sun.zones"


def test_only_the_kinds_there_are_can_have_sections(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(with_section("[pagin.hook]"), encoding="utf-8")

    problem = only_problem(load_teams(tmp_path, BUILT_IN))

    assert (problem.key, problem.fix) == ("pagin", 'Did you mean "paging"?')


class Ending(ProviderConfig):
    """A section whose way ends."""

    raises: bool = False

    def concerns(self) -> Iterator[Concern]:
        if self.raises:
            raise ValueError("of the plugin's own")
        yield Concern(key="api", what="It ends on 2027-04-05.", fix="Write another.")


def test_what_a_section_warns_of_itself_stands_in_check_and_stops_nothing(tmp_path: Path) -> None:
    models: dict[tuple[str, str], type[ProviderConfig]] = {**BUILT_IN, ("logs", "old"): Ending}
    (tmp_path / "shop.toml").write_text(with_section("[logs.old]"), encoding="utf-8")

    teams = load_teams(tmp_path, models)

    assert [(one.key, one.what, one.fix) for one in teams.warnings] == [
        ("logs.old.api", "It ends on 2027-04-05.", "Write another."),
    ]
    assert "shop" in teams.teams


def test_a_plugin_that_cannot_say_what_it_warns_of_stops_nothing(tmp_path: Path) -> None:
    models: dict[tuple[str, str], type[ProviderConfig]] = {**BUILT_IN, ("logs", "old"): Ending}
    text = with_section("[logs.old]\nraises = true")
    (tmp_path / "shop.toml").write_text(text, encoding="utf-8")
    assert load_teams(tmp_path, models).problems == ()
