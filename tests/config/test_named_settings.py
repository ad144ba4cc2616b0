"""What `config.py` names, chats and observers, is known and has sound settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.config.deployment import load_deployment
from tocsin.config.named_settings import read_named
from tocsin.errors import ConfigError
from tocsin.providers import ProviderConfig, SecretField


class Settings(ProviderConfig):
    token: SecretField
    rows: int = 5


def read(written: dict[str, dict[str, object]]) -> tuple[dict[str, ProviderConfig], list[str]]:
    found, problems = read_named(
        written, {"diary": Settings}, file="config.py", key="TOCSIN_OBSERVERS", what="observer"
    )
    return found, [str(problem) for problem in problems]


@pytest.fixture(autouse=True)
def its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T", "a-token-of-theirs")


def test_an_unset_variable_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("T")
    found, problems = read({"diary": {"token": {"env": "T"}}})
    assert "diary" in found
    assert problems == [
        "config.py: TOCSIN_OBSERVERS.diary.token: The variable T is not set. "
        "Set T in the environment."
    ]


def test_settings_are_read_with_their_model() -> None:
    found, problems = read({"diary": {"token": {"env": "T"}, "rows": 3}})
    assert problems == []
    assert isinstance(found["diary"], Settings)
    assert found["diary"].rows == 3


def test_a_name_that_is_not_installed_is_told_with_the_one_that_is_meant() -> None:
    _, problems = read({"dairy": {}})
    assert problems == [
        "config.py: TOCSIN_OBSERVERS.dairy: No observer of this name is installed. "
        'Did you mean "diary"?'
    ]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"token": "hunter2"}, "TOCSIN_OBSERVERS.diary.token"),
        ({"token": {"env": "T"}, "row": 3}, "TOCSIN_OBSERVERS.diary.row"),
        ({"token": {"env": "T"}, "rows": "hunter2"}, "TOCSIN_OBSERVERS.diary.rows"),
        ({}, "TOCSIN_OBSERVERS.diary.token"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_told_and_not_repeated(
    settings: dict[str, object], words: str
) -> None:
    found, problems = read({"diary": settings})
    assert found == {}
    assert len(problems) == 1
    assert words in problems[0]
    assert "hunter2" not in problems[0]


@pytest.mark.parametrize("written", ["[]", "{'a': 1}", "{5: {}}", "{'': {}}"])
def test_observers_are_a_dict_of_dicts(tmp_path: Path, written: str) -> None:
    (tmp_path / "config.py").write_text(f"TOCSIN_OBSERVERS = {written}\n")
    with pytest.raises(ConfigError, match=r"TOCSIN_OBSERVERS: Each observer is a name"):
        load_deployment(tmp_path / "config.py")
