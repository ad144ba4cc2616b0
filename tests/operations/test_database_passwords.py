"""The password in a database address is said by nobody: not in a fault, a log, or an argument."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.engine.given import TEAM
from tocsin.bootstrap.secret_mask import mask_of
from tocsin.cli import app
from tocsin.config.deployment import Deployment
from tocsin.config.url_passwords import has_bare_password, passwords_in
from tocsin.config.values import Teams
from tocsin.store.database import backup_store, shown_place

CANARY = "canary-pass"
# Nothing listens on port 1.
PLACES = (
    f"postgresql://bot:{CANARY}@127.0.0.1:1/tocsin",
    f"postgresql+psycopg://bot:{CANARY}@127.0.0.1:1/tocsin",
    f"postgresql://bot@127.0.0.1:1/tocsin?password={CANARY}",
    f"postgresql://127.0.0.1:1/tocsin?user=bot&password={CANARY}&sslpassword={CANARY}",
    f"postgresql://bot:{CANARY}@/tocsin?host=/nowhere/at/all",
    f"postgresql://bot:{CANARY}@127.0.0.1:1/tocsin?no_such_setting=1",
    f"postgresql://bot:{CANARY}@127.0.0.1:1/tocsin?sslmode=no-such-mode",
)
BROKEN = (
    f"postgresql://bot:{CANARY}@x@127.0.0.1:1/tocsin",
    f"postgresql://bot:x@{CANARY}@127.0.0.1:1/tocsin",
    f"postgresql://bot:{CANARY}/x@127.0.0.1:1/tocsin",
    f"postgresql://bot:x/{CANARY}@127.0.0.1:1/tocsin",
    f"postgresql://bot:{CANARY}#x@127.0.0.1:1/tocsin",
    f"postgresql://bot:x#{CANARY}@127.0.0.1:1/tocsin",
    f"postgresql://bot:{CANARY}?x@127.0.0.1:1/tocsin",
    f"postgresql://bot:x?{CANARY}@127.0.0.1:1/tocsin",
    f"postgresql://bot:[{CANARY}@127.0.0.1:1/tocsin",
    f"postgresql://bot:{CANARY} x@127.0.0.1:1/tocsin",
)
COMMANDS = (
    ["check"], ["db", "check"], ["db", "upgrade"], ["db", "backup", "copy"], ["export", "INC-1"],
    ["verify", "INC-1"], ["metrics"], ["run", "--no-input"],
)  # fmt: skip


def config(folder: Path, url: str) -> Path:
    teams = folder / "teams"
    teams.mkdir(exist_ok=True)
    plain = TEAM.replace('type = "bell"', 'type = "direct-message"')
    (teams / "shop.toml").write_text(plain, encoding="utf-8")
    file = folder / "config.py"
    file.write_text(
        f"TOCSIN_DATABASE_URL = {json.dumps(url)}\n"
        'TOCSIN_WEB = {"host": "127.0.0.1", "port": 0}\n',
        encoding="utf-8",
    )
    return file


@pytest.fixture
def quiet_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    """`tocsin run` takes signals and the log; here it never gets so far."""
    monkeypatch.setattr("tocsin.cli.run.start_log", lambda *_a, **_k: None)


@pytest.mark.parametrize("url", [*PLACES, *BROKEN])
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words))
def test_no_subcommand_says_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    quiet_exit: None,
    words: list[str],
    url: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["tocsin", *words, "--config", str(config(tmp_path, url))]
    monkeypatch.setattr(sys, "argv", arguments)
    monkeypatch.setattr("tocsin.cli.app.os.umask", lambda _mask: 0)
    with pytest.raises(SystemExit) as ended:
        app.main()
    said = "".join(capfd.readouterr())
    assert CANARY not in said
    assert "Traceback" not in said
    assert ended.value.code in (0, 2)


@pytest.mark.parametrize("url", BROKEN)
def test_what_must_be_encoded_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    assert has_bare_password(url)
    monkeypatch.setattr(sys, "argv", ["tocsin", "check", "--config", str(config(tmp_path, url))])
    monkeypatch.setattr("tocsin.cli.app.os.umask", lambda _mask: 0)
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 2
    assert "TOCSIN_DATABASE_URL: The password of this URL" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url",
    [
        *PLACES,
        "postgresql://bot:p%40ss%2Fw%23rd@db/tocsin",
        "postgresql://bot:it%3As:fine!$&'()*+,;=-._~@db:5432/tocsin",
        "postgresql://bot:p@one:1,two:2/tocsin?target_session_attrs=primary",
        "postgresql://bot:p@db/tocsin?application_name=a@b",
        "postgresql://bot@db/tocsin",
        "postgresql:///tocsin",
        "postgresql://db/tocsin",
    ],
)
def test_what_is_encoded_or_plain_is_taken(url: str) -> None:
    assert not has_bare_password(url)


@pytest.mark.parametrize("url", [*PLACES, *BROKEN])
def test_the_mask_strikes_it_out(tmp_path: Path, url: str) -> None:
    assert any(CANARY in one for one in passwords_in(url))
    deployment = Deployment(data_dir=tmp_path, teams_dir=tmp_path, database_url=url)
    if url in PLACES:
        mask = mask_of(deployment, Teams())
        assert mask(f"a {CANARY} b") == "a … b"


@pytest.mark.parametrize("url", PLACES)
def test_where_a_database_is_can_be_said_without_it(tmp_path: Path, url: str) -> None:
    said = shown_place(url, tmp_path)
    assert said.endswith("/tocsin")
    assert "bot" not in said
    assert CANARY not in said


@pytest.mark.parametrize("url", PLACES)
def test_pg_dump_gets_it_where_no_other_user_can_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Every user of a machine can read the arguments of every process."""
    seen = tmp_path / "seen"
    fake = tmp_path / "pg_dump"
    fake.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {seen}\n'
        f'{{ echo "$PGPASSWORD"; cat "$PGSERVICEFILE"; }} > {seen}.env 2> /dev/null\n'
        f"ls -l $PGSERVICEFILE > {seen}.mode\n",
        encoding="utf-8",
    )
    fake.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    backup_store(url, tmp_path, tmp_path / "copy")
    assert CANARY not in seen.read_text(encoding="utf-8")
    given = (tmp_path / "seen.env").read_text(encoding="utf-8")
    assert given.splitlines()[0] == CANARY
    assert (f"sslpassword={CANARY}" in given) == ("sslpassword" in url)
    if "sslpassword" in url:
        assert (tmp_path / "seen.mode").read_text(encoding="utf-8").startswith("-rw-------")
        assert "service=tocsin" in seen.read_text(encoding="utf-8")
