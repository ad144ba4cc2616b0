"""A sender that wants its requests confirmed by a call of ours before it tells more."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.engine.desk_phone import Tower, Towers, post, tower
from tests.engine.given import BellConfig, World
from tocsin.errors import BadPayload, ProviderError, Unauthorised
from tocsin.providers import Call, ProviderContext, RawRequest, Received


class Shy(Tower):
    """A tower that tells nothing until it is called back."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.confirmed: list[tuple[Mapping[str, str], float]] = []
        self.fails = False
        self.is_blind = False

    def authenticate(self, request: RawRequest) -> None:
        if self.is_blind:
            raise ProviderError("unavailable", "The tower does not show its certificate.")
        super().authenticate(request)

    def receive(self, request: RawRequest) -> Received:
        return Received(handshake={"token": "t0"}, delivery_id="d1")

    def confirm(self, handshake: Mapping[str, str], call: Call) -> None:
        if self.fails:
            raise ProviderError("unavailable", "The tower answered 503.")
        self.confirmed.append((handshake, call.deadline_s))


class ShyTowers(Towers):
    def _tower(self, _config: BellConfig, context: ProviderContext) -> Tower:
        place = f"{context.team}.{context.instance}"
        return self.bells.setdefault(place, Shy(self))  # type: ignore[return-value]  # all are shy


@pytest.fixture
def world(tmp_path: Path) -> World:
    return ShyTowers(tmp_path)


def shy(world: World) -> Shy:
    one = tower(world)
    assert isinstance(one, Shy)
    return one


def test_it_is_confirmed_before_the_answer(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert post(world).status == 202
    assert shy(world).confirmed == [({"token": "t0"}, 5.0)]
    assert "webhook shop/paging.tower: its sender is confirmed" in caplog.text
    assert "t0" not in caplog.text


def test_what_cannot_be_confirmed_is_not_kept_and_may_come_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    shy(world).fails = True
    with pytest.raises(ProviderError, match="answered 503"):
        post(world)
    assert "its sender is not confirmed: The tower answered 503." in caplog.text
    shy(world).fails = False
    assert post(world).status == 202
    assert len(shy(world).confirmed) == 1


def test_a_stranger_is_never_called_back(world: World) -> None:
    with pytest.raises(Unauthorised):
        post(world, headers={"x-token": "wrong"})
    assert shy(world).confirmed == []


def test_a_file_of_a_simulation_calls_nobody_back(world: World) -> None:
    request = RawRequest(
        method="POST", path="/hooks/shop/tower", headers={}, body=b"{}", received=world.clock()
    )
    system = world.system
    said = system.hooks.receive(system.inbox, "shop", "tower", request, checked=True)
    assert said.status == 202
    assert shy(world).confirmed == []


def test_what_cannot_be_checked_now_is_counted_and_may_come_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    shy(world).is_blind = True
    with pytest.raises(ProviderError):
        post(world)
    assert "webhook shop/paging.tower refused: ProviderError" in caplog.text
    shy(world).is_blind = False
    assert post(world).status == 202


@pytest.mark.parametrize("handshake", [None, "t0", {"token": 7}])
def test_a_handshake_of_another_type_is_its_plugins_mistake(
    world: World, monkeypatch: pytest.MonkeyPatch, handshake: object
) -> None:
    told = Received(handshake=handshake)  # type: ignore[arg-type]  # that is the mistake
    monkeypatch.setattr(shy(world), "receive", lambda _: told)
    with pytest.raises(TypeError, match="handshake holds texts by name"):
        post(world)


def test_a_sender_that_signs_nothing_by_its_own_setting_is_told_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsigned(_: RawRequest) -> None:
        raise BadPayload("Turn raw delivery off.")

    monkeypatch.setattr(shy(world), "authenticate", unsigned)
    with pytest.raises(BadPayload, match="Turn raw delivery off"):
        post(world)
