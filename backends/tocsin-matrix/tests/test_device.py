"""The bot's device: published once, cross-signed, and replaced rather than made a second time."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from tests.counterparts.matrix import Person, Synapse
from tests.counterparts.matrix.sealing import STORE_KEY, Bots, SealingBot
from tests.counterparts.matrix.wire import Json
from tocsin.errors import ProviderError
from tocsin_matrix.encryption.cross_signing import CrossSigning, cross_signed

pytestmark = pytest.mark.e2e


def published(synapse: Synapse, who: Person) -> Json:
    """What anybody is told of somebody's keys."""
    return synapse.ask(synapse.root, "POST", "/keys/query", {"device_keys": {who.id: []}})


def left(synapse: Synapse, who: Person) -> int:
    """How many one-time keys of a device the homeserver has."""
    told = synapse.ask(who, "POST", "/keys/upload", {})
    return int(told["one_time_key_counts"].get("signed_curve25519", 0))


def claim(synapse: Synapse, who: Person, times: int) -> list[str]:
    """Somebody takes keys of a device; their names."""
    asked = {"one_time_keys": {who.id: {who.device: "signed_curve25519"}}}
    told = [synapse.ask(synapse.root, "POST", "/keys/claim", asked) for _ in range(times)]
    return [key for one in told for key in one["one_time_keys"].get(who.id, {}).get(who.device, {})]


def test_its_device_is_vouched_for_as_element_asks_and_mautrix_sees_that(
    synapse: Synapse, bots: Bots
) -> None:
    bot = bots()
    assert cross_signed(bot.who.id, published(synapse, bot.who)) >= {bot.who.device}
    pytest.importorskip("mautrix.crypto", reason="python-olm has no wheel for Python 3.13")
    from tests.counterparts.matrix.mautrix_keys import MautrixKeys

    hers = MautrixKeys(synapse, synapse.session(synapse.person("ana")))
    with closing(hers):
        assert hers.trust(bot.who) == "CROSS_SIGNED_TOFU"


def test_another_device_has_the_same_identity_by_the_same_store_key(
    synapse: Synapse, bots: Bots
) -> None:
    first, second = bots(), bots()
    told = published(synapse, first.who)
    assert cross_signed(first.who.id, told) >= {first.who.device, second.who.device}
    second.restart()
    second.hears()
    assert published(synapse, first.who)["master_keys"] == told["master_keys"]


def test_another_store_key_does_not_replace_the_identity(synapse: Synapse, bots: Bots) -> None:
    bot = bots("owned")
    before = published(synapse, bot.who)["master_keys"]
    other = bots("owned", store_key="another-store-key-that-is-long-enough")
    assert "set the store_key of before" in other.encryption.fault
    assert published(synapse, bot.who)["master_keys"] == before
    with pytest.raises(ProviderError, match="OTHER_IDENTITY"):
        other.says(other.room(), "hippopotamus")


def test_a_lost_data_folder_does_not_make_a_second_device_of_the_same_name(
    synapse: Synapse, bots: Bots
) -> None:
    bot = bots()
    before = published(synapse, bot.who)["device_keys"][bot.who.id][bot.who.device]
    bot.encryption.close()
    shutil.rmtree(bot.folder)
    bot.start()
    assert bot.hears() == []
    assert "(KEYS_LOST): the bot's device was published with other keys" in bot.encryption.fault
    assert "Log in anew as a new device" in bot.encryption.fault
    with pytest.raises(ProviderError, match="KEYS_LOST"):
        bot.says(bot.room(), "hippopotamus")
    after = published(synapse, bot.who)["device_keys"][bot.who.id][bot.who.device]
    assert after == before


def test_an_old_copy_of_the_folder_is_found_out_when_it_publishes(
    synapse: Synapse, bots: Bots, tmp_path: Path
) -> None:
    bot = bots()
    shutil.copytree(bot.folder, copy := tmp_path / "copy")
    claim(synapse, bot.who, 40)
    bot.hears()  # publishes new ones
    claim(synapse, bot.who, 40)
    bot.encryption.close()
    shutil.rmtree(bot.folder)
    shutil.copytree(copy, bot.folder)
    bot.start()
    for _ in range(3):  # opened, found out, said
        bot.hears()
    assert "never put a copy of the folder back" in bot.encryption.fault


def test_a_device_that_was_deleted_is_not_published_again(
    synapse: Synapse, bots: Bots, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = bots("gone")
    synapse.revoke(bot.who)
    with pytest.raises(ProviderError) as refused:
        bot.told()
    assert refused.value.code == "auth"
    same = synapse.session(bot.who, bot.who.device)
    bot.encryption.close()
    back = SealingBot(synapse.url, same, bot.folder.parent, monkeypatch)
    back.hears()
    assert "does not know the keys of the bot's device any more" in back.encryption.fault
    back.encryption.close()


def test_one_folder_has_one_process(synapse: Synapse, bots: Bots) -> None:
    bot = bots()
    first = bot.encryption
    bot.start()
    with pytest.raises(ProviderError, match="another process uses the keys") as refused:
        bot.hears()
    assert refused.value.retryable
    first.close()
    assert bot.hears() == []


@pytest.mark.parametrize(
    ("store_key", "word"), [("another-store-key-that-is-long-enough", "OTHER_STORE_KEY"),
                            ("short-store-key", "WEAK_STORE_KEY")]
)  # fmt: skip
def test_the_keys_open_with_their_store_key_alone(
    synapse: Synapse, bots: Bots, monkeypatch: pytest.MonkeyPatch, store_key: str, word: str
) -> None:
    bot = bots()
    bot.encryption.close()
    folder = bot.folder.parent
    other = SealingBot(synapse.url, bot.who, folder, monkeypatch, store_key=store_key)
    other.hears()
    assert f"({word})" in other.encryption.fault
    assert store_key not in other.encryption.fault
    kept = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
    assert STORE_KEY.encode() not in kept


def test_keys_are_published_before_they_run_out_and_one_is_left_when_they_did(
    synapse: Synapse, bots: Bots
) -> None:
    bot = bots()
    assert left(synapse, bot.who) == 50
    assert len(set(claim(synapse, bot.who, 30))) == 30
    bot.hears()
    assert left(synapse, bot.who) == 50
    names = claim(synapse, bot.who, 52)
    assert len(names) == 52
    assert names[-1] == names[-2]  # the fallback key
    bot.hears()
    assert left(synapse, bot.who) == 50
    assert claim(synapse, bot.who, 52)[-1] != names[-1]


def test_nothing_is_published_for_an_answer_that_does_not_tell_what_is_left(
    synapse: Synapse, bots: Bots
) -> None:
    bot = bots()
    claim(synapse, bot.who, 5)
    bot.hears({"next_batch": "x"})
    assert left(synapse, bot.who) == 45
    bot.hears({"device_one_time_keys_count": {}})  # none is left
    assert left(synapse, bot.who) == 95


def test_a_process_that_ended_while_it_published_goes_on(synapse: Synapse, bots: Bots) -> None:
    bot = bots()
    account = bot.encryption._olm.account
    account.shared = False  # as it is until the answer is kept
    bot.encryption._olm.save_account()
    bot.restart()
    assert bot.hears() == []
    assert bot.encryption.fault == ""


def test_keys_of_somebody_else_vouch_for_nothing() -> None:
    ana, eve = (CrossSigning(user, STORE_KEY) for user in ("@ana:x", "@eve:x"))
    device = {"user_id": "@ana:x", "device_id": "A", "keys": {"ed25519:A": "a"}}
    told = {"device_keys": {"@ana:x": {"A": ana.sign_device(device)}}}
    told |= {f"{one}s": {"@ana:x": key} for one, key in ana.published().items()}
    assert cross_signed("@ana:x", told) == {"A"}
    for key, value in [
        ("device_keys", {"@ana:x": {"A": eve.sign_device(device)}}),
        ("device_keys", {"@ana:x": {"A": ana.sign_device(device) | {"keys": {"ed25519:A": "b"}}}}),
        ("self_signing_keys", {"@ana:x": eve.published()["self_signing_key"]}),
        ("master_keys", {"@ana:x": eve.published()["master_key"]}),
        ("master_keys", {"@ana:x": {"keys": {}}}),
        ("master_keys", {"@ana:x": {"keys": {"ed25519:?": "?"}}}),
        ("self_signing_keys", {}),
        ("device_keys", {"@ana:x": 7}),
    ]:
        assert cross_signed("@ana:x", told | {key: value}) == set()
