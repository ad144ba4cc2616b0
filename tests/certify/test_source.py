"""What is said of a plugin by its source alone: imports, licence, README, where its parts are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.certify.drafts import INSTALLED, Draft
from tocsin.cli.certify.source import licence, private_imports, readme, unwritten
from tocsin.cli.certify.subject import Subject, find_subject
from tocsin.cli.scaffold import new_plugin
from tocsin.errors import InvalidValue, NotFound


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draft:
    made = Draft(tmp_path, "paging")
    monkeypatch.syspath_prepend(str(made.folder / "src"))
    return made


def subject(draft: Draft) -> Subject:
    return find_subject(".", None, here=draft.folder)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("import tocsin.engine", "tocsin.engine is not public"),
        (
            "from tocsin.providers.paging import Paging",
            "write `from tocsin.providers import Paging`",
        ),
        ("from tocsin.store import memory", "there is only what tocsin.chat"),
        ("def f():\n    from tocsin import domain", "tocsin.domain is not public"),
        ("import importlib\nimportlib.import_module('tocsin.wording')", "tocsin.wording is not"),
        ("__import__('tocsin.desk')", "tocsin.desk is not public"),
        ("import tocsin.providers\ntocsin.store.x = 1", "tocsin.store is not public"),
        ("from tocsin.providers import kinds", "tocsin.providers.kinds is not public"),
    ],
)
def test_what_reaches_behind_the_public_api_is_found(draft: Draft, line: str, told: str) -> None:
    file = draft.folder / "src" / "tocsin_my_pager" / "more.py"
    file.write_text(f"{line}\n", encoding="utf-8")
    (found,) = private_imports(subject(draft))
    assert told in found.what
    assert found.place == f"src/tocsin_my_pager/more.py:{len(line.splitlines())}"


@pytest.mark.parametrize(
    "line",
    [
        "from tocsin.providers import Paging, ProviderType",
        "from tocsin.providers.http import HttpClient",
        "import tocsin.testing",
        "from tocsin.errbot_host import backend",
        "from tocsinade import fizz",
        "import importlib\nimportlib.import_module('json')",
        "this is no Python",
    ],
)
def test_what_is_public_or_not_ours_is_not(draft: Draft, line: str) -> None:
    file = draft.folder / "src" / "tocsin_my_pager" / "more.py"
    file.write_text(f"{line}\n", encoding="utf-8")
    assert list(private_imports(subject(draft))) == []


@pytest.mark.parametrize(
    ("metadata", "is_said"),
    [
        ("License-Expression: MIT\n", True),
        ("License: GPL\n", True),
        ("Classifier: License :: OSI Approved :: MIT License\n", True),
        ("Classifier: Typing :: Typed\n", False),
        ("", False),
    ],
)
def test_a_licence_is_in_the_metadata(draft: Draft, metadata: str, *, is_said: bool) -> None:
    draft.install(metadata, INSTALLED)
    assert [found.place for found in licence(subject(draft))] == (
        [] if is_said else ["pyproject.toml: [project]"]
    )


def test_the_headings_of_a_readme_are_looked_for(draft: Draft) -> None:
    text = "# It\n\n```toml\n# What it cannot do\n```\n\n## Set it up\n"
    (draft.folder / "README.md").write_text(text, encoding="utf-8")
    (found,) = readme(subject(draft), has_secrets=True)
    assert "no heading says what it cannot do" in found.what


def test_what_the_draft_of_a_readme_asks_for_is_to_be_written(tmp_path: Path) -> None:
    new_plugin("my-tool", ["paging"], licence="mit", folder=tmp_path)
    text = (tmp_path / "tocsin-my-tool" / "README.md").read_text(encoding="utf-8")
    asked = [number for number, line in enumerate(text.splitlines(), 1) if "ay here" in line]
    found = list(unwritten(text))
    assert len(asked) == 2
    assert [fault.place for fault in found] == [f"README.md:{number}" for number in asked]
    assert found[0].what == (
        "it still asks you to write: `say here which, where it is made, and who may make it.`"
    )


@pytest.mark.parametrize(
    "text", ["What people say here stays here.\n", "```\nSay here what it is.\n```\n"]
)
def test_the_same_words_in_a_text_of_ones_own_ask_for_nothing(text: str) -> None:
    assert list(unwritten(text)) == []


def test_a_plugin_without_secrets_need_not_say_what_to_create(draft: Draft) -> None:
    (draft.folder / "README.md").write_text("# It\n\n## Limits\n", encoding="utf-8")
    assert list(readme(subject(draft), has_secrets=False)) == []
    (found,) = readme(subject(draft), has_secrets=True)
    assert "what to create, with which least rights" in found.what


def test_the_readme_of_a_wheel_is_that_of_its_metadata(draft: Draft, tmp_path: Path) -> None:
    draft.install("License-Expression: MIT\n\n# It\n\n## What it cannot do\n", INSTALLED)
    found = find_subject("tocsin-my-pager", None, here=tmp_path / "elsewhere")
    assert found.folder is None
    assert list(readme(found, has_secrets=False)) == []


def test_a_distribution_is_found_by_name_with_its_tests_beside_it(draft: Draft) -> None:
    found = find_subject("tocsin-my-pager", None, here=draft.folder)
    assert (found.name, found.version) == ("tocsin-my-pager", "0.1.0")
    assert found.tests == draft.folder / "tests"
    assert found.roots == (draft.folder / "src" / "tocsin_my_pager",)


def test_elsewhere_its_tests_are_where_they_are_said_to_be(draft: Draft, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    assert find_subject("tocsin-my-pager", None, here=elsewhere).tests is None
    found = find_subject("tocsin-my-pager", draft.folder / "tests", here=elsewhere)
    assert found.tests == draft.folder / "tests"


@pytest.mark.parametrize(
    ("asked", "tests", "error", "told"),
    [
        ("tocsin-nobody", None, NotFound, "tocsin-nobody is not installed here; install it first"),
        ("pydantic", None, InvalidValue, "no entry point in the group `tocsin`"),
        ("src", None, InvalidValue, "src has no pyproject.toml"),
        (".", "nowhere", NotFound, "--tests names the folder of its tests"),
    ],
)
def test_wrong_use_is_one_sentence(
    draft: Draft, asked: str, tests: str | None, error: type[Exception], told: str
) -> None:
    folder = draft.folder / tests if tests else None
    with pytest.raises(error, match=told):
        find_subject(asked, folder, here=draft.folder)
