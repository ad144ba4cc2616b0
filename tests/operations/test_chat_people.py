"""`tocsin chat doctor` offers the account of whoever has an e-mail address and no account."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable
from pathlib import Path, PurePath

import pytest

from tests.engine.test_listeners import Radio
from tests.patience import HANGS_S
from tests.simulate.given import TEAM
from tocsin.bootstrap.chat_backends import MadeBackends
from tocsin.chat import Account, BasicChat, Chat, ChatCapability
from tocsin.chat.port import Card, MessageRef, RoomRef
from tocsin.chat.text import Text
from tocsin.cli import chat_doctor
from tocsin.cli.chat_people import AccountOffer, account_offers
from tocsin.config import load_teams
from tocsin.config.values import Teams
from tocsin.errors import ProviderError
from tocsin.plugin_manager import load_plugins

Looks = Callable[[str], Account | None]


class Directory(BasicChat):
    """A platform that knows addresses, and does nothing else."""

    platform = "irc"

    def __init__(self, looks: Looks, able: frozenset[ChatCapability]) -> None:
        self._looks, self._able = looks, able
        self.asked: list[str] = []

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        return self._able

    def account_of(self, email: str) -> Account | None:
        self.asked.append(email)
        return self._looks(email)

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        raise NotImplementedError

    def find_room(self, name: str) -> RoomRef:
        return RoomRef(platform=self.platform, id=name, name=name)

    def post(self, room: RoomRef, text: Text, *, key: str, **more: object) -> MessageRef:
        raise NotImplementedError

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, **more: object
    ) -> MessageRef:
        raise NotImplementedError

    def direct(self, account: Account, text: Text, *, key: str, **more: object) -> None:
        raise NotImplementedError


class Tuned(Radio):
    """A backend of such a platform."""

    def __init__(
        self, looks: Looks, able: frozenset[ChatCapability] = frozenset({"emails"})
    ) -> None:
        super().__init__()
        self.directory = Directory(looks, able)

    @property
    def chat(self) -> Chat:
        return self.directory


def of(**ids: str) -> Looks:
    """A platform on which these have an account."""

    def look(email: str) -> Account | None:
        found = ids.get(email.partition("@")[0])
        return Account(platform="irc", id=found) if found else None

    return look


def teams(tmp_path: Path, *people: str) -> Teams:
    """A team in which these have an address, besides people who have none."""
    rows = "".join(f'\n[people.{one}]\nemail = "{one}@example.org"\n' for one in people)
    (tmp_path / "teams").mkdir(exist_ok=True)
    bells = '[paging.tower]\ntype = "bell"\n', '[paging.church]\ntype = "bell"\n'
    kept = TEAM.replace(bells[0], "").replace(bells[1], "")
    (tmp_path / "teams" / "shop.toml").write_text(kept + rows, encoding="utf-8")
    found = load_teams(tmp_path / "teams", load_plugins().models)
    found.raise_if_broken()
    return found


def offered(backend: Tuned, found: Teams, seconds: float = 5.0) -> list[AccountOffer]:
    return list(account_offers("irc", backend, found, PurePath("teams"), seconds))


def test_whoever_has_an_account_there_gets_the_line_of_the_team_file(tmp_path: Path) -> None:
    (one,) = offered(Tuned(of(zoe="U7")), teams(tmp_path, "zoe"))
    assert one.finding.what == "zoe (zoe) is U7 here by the address zoe@example.org"
    assert one.finding.detail == (
        "no team file has it. The line for [people.zoe] of teams/shop.toml"
    )
    assert one.line == 'accounts = { irc = "U7" }'


def test_the_line_keeps_the_accounts_there_are_and_can_be_read(tmp_path: Path) -> None:
    found = teams(tmp_path, "zoe")
    text = (tmp_path / "teams" / "shop.toml").read_text()
    more = 'email = "zoe@example.org"\naccounts = { console = "zoe" }'
    (tmp_path / "teams" / "shop.toml").write_text(text.replace('email = "zoe@example.org"', more))
    found = load_teams(tmp_path / "teams", load_plugins().models)
    (one,) = offered(Tuned(of(zoe='U"7\\')), found)
    assert tomllib.loads(one.line) == {"accounts": {"console": "zoe", "irc": 'U"7\\'}}


def test_whoever_is_not_found_is_named_once(tmp_path: Path) -> None:
    (one,) = offered(Tuned(of()), teams(tmp_path, "zoe", "yan"))
    assert one.finding.detail == "nobody here has the address of zoe, yan"
    assert not one.line


def test_an_account_of_somebody_else_is_offered_to_nobody(tmp_path: Path) -> None:
    found = teams(tmp_path, "zoe", "yan")
    text = (tmp_path / "teams" / "shop.toml").read_text()
    (tmp_path / "teams" / "shop.toml").write_text(
        text.replace('email = "yan@example.org"', 'accounts = { irc = "U7" }')
    )
    found = load_teams(tmp_path / "teams", load_plugins().models)
    (one,) = offered(Tuned(of(zoe="U7")), found)
    assert one.finding.detail == "zoe has the address of yan's account U7"
    assert not one.line


def test_a_platform_that_knows_no_addresses_is_not_asked(tmp_path: Path) -> None:
    backend = Tuned(of(zoe="U7"), frozenset())
    assert offered(backend, teams(tmp_path, "zoe")) == []
    assert backend.directory.asked == []


def test_a_platform_that_refuses_is_asked_once_and_says_why(tmp_path: Path) -> None:
    def refuses(_email: str) -> Account | None:
        raise ProviderError("forbidden", "the app may not read addresses")

    backend = Tuned(refuses)
    (one,) = offered(backend, teams(tmp_path, "zoe", "yan"))
    assert one.finding.detail == "2 were not looked up: the app may not read addresses"
    assert len(backend.directory.asked) == 1


def test_what_it_raises_is_not_repeated(tmp_path: Path) -> None:
    def raises(_email: str) -> Account | None:
        raise ValueError("token=SECRET123")

    (one,) = offered(Tuned(raises), teams(tmp_path, "zoe"))
    assert "SECRET123" not in f"{one}"


def test_a_platform_that_hangs_is_left_after_its_time(tmp_path: Path) -> None:
    let_go = threading.Event()

    def hangs(_email: str) -> Account | None:
        let_go.wait(HANGS_S)
        return None

    (one,) = offered(Tuned(hangs), teams(tmp_path, "zoe", "yan"), seconds=0.05)
    let_go.set()
    assert one.finding.detail.startswith("2 were not looked up: ")


def test_no_more_than_a_hundred_are_asked(tmp_path: Path) -> None:
    backend = Tuned(of())
    found = offered(backend, teams(tmp_path, *(f"p{n}" for n in range(120))))
    assert len(backend.directory.asked) == 100
    assert found[-1].finding.detail.startswith("20 were not looked up")
    assert "and 90 more" in found[0].finding.detail


def test_doctor_prints_the_line_as_it_is_pasted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    teams(tmp_path, "zoe")
    (tmp_path / "config.py").write_text("", encoding="utf-8")
    backend = Tuned(of(zoe="U7"))
    made = MadeBackends(made={"irc": backend})
    monkeypatch.setattr(chat_doctor, "backends_of", lambda _found: made)
    assert chat_doctor.examine(tmp_path / "config.py", "") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1].strip() == 'accounts = { irc = "U7" }'
    assert told[-2].startswith("warning irc: zoe (zoe) is U7 here")
