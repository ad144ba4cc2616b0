"""config.py: its settings, its defaults, and every way it can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.given import SOUND, load
from tocsin.config import Deployment, Web, check_deployment, load_deployment
from tocsin.errors import ConfigError, Problem

PASSWORD = "hunter2-literal"


def written(folder: Path, text: str) -> Path:
    file = folder / "config.py"
    file.write_text(text, encoding="utf-8")
    return file


def read(folder: Path, text: str) -> Deployment:
    return load_deployment(written(folder, text))


def faults(folder: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    return caught.value.problems


# -------------------------------------------------------------------------------- defaults


def test_an_empty_file_has_every_default(tmp_path: Path) -> None:
    deployment = read(tmp_path, "")

    assert (deployment.prefix, deployment.admins) == ("!", ())
    assert deployment.data_dir == tmp_path / "data"
    assert deployment.teams_dir == tmp_path / "teams"
    assert deployment.database_url == f"sqlite:///{tmp_path}/data/tocsin.db"
    assert deployment.chats == {"console": {}}
    assert deployment.web == Web(host="127.0.0.1", port=8080, public_url="http://127.0.0.1:8080")


def test_without_a_file_it_is_the_demo_team(tmp_path: Path) -> None:
    """Its data go to a folder of their own where one stands; nothing is written yet."""
    deployment = load_deployment(here=tmp_path)

    assert deployment.file is None
    assert (deployment.teams_dir / "demo.toml").is_file()
    assert deployment.data_dir == tmp_path / "tocsin-data"
    assert deployment.database_url == f"sqlite:///{tmp_path}/tocsin-data/tocsin.db"
    assert list(tmp_path.iterdir()) == []


def test_a_config_py_where_one_stands_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, 'BOT_PREFIX = "?"')
    monkeypatch.chdir(tmp_path)

    assert load_deployment().prefix == "?"


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no such file"):
        load_deployment(tmp_path / "nothing.py")


# -------------------------------------------------------------------------------- settings


def test_relative_paths_are_meant_from_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "etc").mkdir()
    file = written(
        tmp_path / "etc",
        'BOT_DATA_DIR = "../var"\nTOCSIN_TEAMS_DIR = "t"\nTOCSIN_DATABASE_URL = "sqlite:///x/y.db"',
    )
    monkeypatch.chdir(tmp_path)

    deployment = load_deployment(file.relative_to(tmp_path))

    assert deployment.data_dir.resolve() == tmp_path / "var"
    assert deployment.teams_dir == tmp_path / "etc" / "t"
    assert deployment.database_url == f"sqlite:///{tmp_path}/etc/x/y.db"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////var/lib/t.db",
        "sqlite:///:memory:",
        "postgresql+psycopg://u:p@h/d",
        "postgresql://u:p@/d?host=h1:5432&host=h2:5433&sslmode=require",
        "postgresql:///d?host=/run/postgresql",
    ],
)
def test_a_complete_database_url_is_left_alone(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, f"TOCSIN_DATABASE_URL = {url!r}").database_url == url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2@h",
        "postgresql://u:hunter2@h/",
        "postgresql://u:hunter2@h:port/d",
        "postgresql+asyncpg://u:hunter2@h/d",
    ],
)
def test_a_url_of_postgresql_that_cannot_be_meant_is_a_fault(tmp_path: Path, url: str) -> None:
    (problem,) = faults(tmp_path, f"TOCSIN_DATABASE_URL = {url!r}")

    assert "PostgreSQL cannot be used" in problem.what
    assert "postgresql://user" in problem.fix
    assert "hunter2" not in str(problem)


def test_the_database_follows_the_data(tmp_path: Path) -> None:
    assert read(tmp_path, 'BOT_DATA_DIR = "/srv/t"').database_url == "sqlite:////srv/t/tocsin.db"


def test_admins_are_person_ids(tmp_path: Path) -> None:
    assert read(tmp_path, 'BOT_ADMINS = ("@ana", "bo")').admins == ("ana", "bo")


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({"port": 9000}, "http://127.0.0.1:9000"),
        ({"host": "0.0.0.0"}, "http://127.0.0.1:8080"),
        ({"host": "::1"}, "http://[::1]:8080"),
        ({"public_url": "https://t.example.com/"}, "https://t.example.com"),
    ],
)
def test_the_public_url_follows_the_host(
    tmp_path: Path, settings: dict[str, object], url: str
) -> None:
    assert read(tmp_path, f"TOCSIN_WEB = {settings!r}").web.public_url == url


def test_other_names_are_kept_for_the_bot_framework(tmp_path: Path) -> None:
    deployment = read(tmp_path, 'import os\nBOT_EXTRA_BACKEND_DIR = "p"\nlower = 1')

    assert deployment.others == {"BOT_EXTRA_BACKEND_DIR": "p"}


def test_the_namespace_is_clean(tmp_path: Path) -> None:
    """Nothing of an earlier file, or of the caller, is seen."""
    read(tmp_path, 'BOT_PREFIX = "?"')

    assert read(tmp_path, "").prefix == "!"


# ---------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("text", "key", "what", "fix"),
    [
        ("BOT_PREFIX = 3", "BOT_PREFIX", "must be a text", "quotes"),
        ('BOT_ADMINS = "ana"', "BOT_ADMINS", "list of person ids", '["ana", "bo"]'),
        ("BOT_ADMINS = [1]", "BOT_ADMINS", "list of person ids", '["ana", "bo"]'),
        ("BOT_DATA_DIR = None", "BOT_DATA_DIR", "must be a path", '"data"'),
        ("TOCSIN_TEAMS_DIR = 3", "TOCSIN_TEAMS_DIR", "must be a path", '"data"'),
        ("TOCSIN_CHATS = ['console']", "TOCSIN_CHATS", "must be a dict", "console"),
        ("TOCSIN_CHATS = {}", "TOCSIN_CHATS", "at least one chat", "console"),
        ("TOCSIN_CHATS = {'console': 1}", "TOCSIN_CHATS", "dict of settings", "console"),
        ("TOCSIN_WEB = 8080", "TOCSIN_WEB", "must be a dict", "8080"),
        ("TOCSIN_WEB = {'prot': 1}", "TOCSIN_WEB.prot", "Unknown key", '"port"'),
        ("TOCSIN_WEB = {'port': '80'}", "TOCSIN_WEB.port", "whole number", "without quotes"),
        ("TOCSIN_WEB = {'port': 70000}", "TOCSIN_WEB.port", "at most 65535", "65535"),
        ("TOCSIN_WEB = {'public_url': 'x'}", "TOCSIN_WEB.public_url", "web address", "https://"),
        ("TOCSIN_DATABASE_URL = 'mysql://x'", "TOCSIN_DATABASE_URL", "no database", "sqlite"),
        ("TOCSIN_TEAM_DIR = 'x'", "TOCSIN_TEAM_DIR", "no such setting", '"TOCSIN_TEAMS_DIR"'),
        ("a = 1\nb = =", "", "Line 2, column 5: invalid syntax", "Mend"),
        ("import os\nos.environ['NO_SUCH']", "", "Line 2 stopped with KeyError: 'NO_SUCH'", "Set"),
        ("def f():\n  return 1/0\nf()", "", "Line 2 stopped with ZeroDivisionError", "Mend"),
        ("raise SystemExit(1)", "", "Line 1 stopped with SystemExit", "Mend"),
        ("nonsense", "", "name 'nonsense' is not defined", "Mend"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, key: str, what: str, fix: str) -> None:
    (problem,) = faults(tmp_path, text)

    assert (problem.file, problem.key) == (str(tmp_path / "config.py"), key)
    assert what in problem.what
    assert fix in problem.fix


def test_every_fault_is_told(tmp_path: Path) -> None:
    text = "BOT_PREFIX = 3\nTOCSIN_WEB = {'port': -1}\nTOCSIN_HEARTBEET = 1"

    keys = [problem.key for problem in faults(tmp_path, text)]

    assert keys == ["BOT_PREFIX", "TOCSIN_WEB.port", "TOCSIN_HEARTBEET"]


@pytest.mark.parametrize(
    "text",
    [
        f"TOCSIN_DATABASE_URL = 'mysql://u:{PASSWORD}@h/d'",
        f"TOCSIN_CHATS = {{'x': '{PASSWORD}'}}",
        f"raise ValueError('{PASSWORD}')",
        f"int('{PASSWORD}')",
        f"x = '{PASSWORD}",
    ],
)
def test_a_fault_never_repeats_a_secret(tmp_path: Path, text: str) -> None:
    assert PASSWORD not in repr(faults(tmp_path, text))


def test_settings_with_secrets_are_not_shown(tmp_path: Path) -> None:
    text = (
        f"TOCSIN_DATABASE_URL = 'postgresql://u:{PASSWORD}@h/d'\n"
        f"TOCSIN_CHATS = {{'x': {{'token': '{PASSWORD}'}}}}\nBOT_IDENTITY = '{PASSWORD}'"
    )

    assert PASSWORD not in repr(read(tmp_path, text))


# ------------------------------------------------------------- between config.py and the teams


def test_admins_and_platforms_must_be_there(tmp_path: Path) -> None:
    deployment = read(tmp_path, 'BOT_ADMINS = ["anna"]')
    teams = load(tmp_path, SOUND + '[chat]\nplatforms = ["consol"]\n')

    admin, platform = check_deployment(deployment, teams)

    assert (admin.key, admin.fix) == ("BOT_ADMINS", 'Did you mean "ana"?')
    assert (platform.key, platform.fix) == ("chat.platforms[0]", 'Did you mean "console"?')


def test_admins_and_platforms_that_are_there(tmp_path: Path) -> None:
    deployment = read(tmp_path, 'BOT_ADMINS = ["ana"]')
    teams = load(tmp_path, SOUND + '[chat]\nplatforms = ["console"]\n')

    assert check_deployment(deployment, teams) == ()
