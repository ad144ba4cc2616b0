"""A certificate is about exactly the files that were certified, and says why it is not."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint, distribution
from pathlib import Path

import pytest

from tests.certify.drafts import PACKAGE, Draft
from tocsin.plugin_manager.certificate import CERTIFICATE, digest_of, standing


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draft:
    made = Draft(tmp_path, "paging")
    monkeypatch.syspath_prepend(str(made.folder / "src"))
    return made


def point() -> EntryPoint:
    (found,) = distribution("tocsin-my-pager").entry_points.select(group="tocsin")
    return found


def certify(draft: Draft, **changed: object) -> None:
    package = draft.folder / PACKAGE
    told = {
        "format": 1,
        "distribution": "tocsin-my-pager",
        "version": "0.1.0",
        "api": 1,
        "tocsin": "0.1.0",
        "digest": digest_of([package]),
    }
    (package / CERTIFICATE).write_text(json.dumps(told | changed), encoding="utf-8")


def test_a_plugin_without_a_certificate_is_not_certified(draft: Draft) -> None:
    assert standing(point()) == "not certified: it brings no certificate"


def test_a_certificate_of_these_files_holds(draft: Draft) -> None:
    certify(draft)
    assert standing(point()) == "certified by tocsin 0.1.0"


def test_bytecode_changes_nothing(draft: Draft) -> None:
    certify(draft)
    cache = draft.folder / PACKAGE / "__pycache__"
    cache.mkdir()
    (cache / "paging.cpython-311.pyc").write_bytes(b"x")
    assert standing(point()) == "certified by tocsin 0.1.0"


@pytest.mark.parametrize("change", ["changed", "added", "removed", "renamed"])
def test_a_package_that_was_changed_after_that_is_not(draft: Draft, change: str) -> None:
    certify(draft)
    file = draft.folder / PACKAGE / "paging.py"
    if change == "changed":
        file.write_text(file.read_text(encoding="utf-8") + "#\n", encoding="utf-8")
    elif change == "added":
        (file.parent / "more.py").touch()
    elif change == "removed":
        (file.parent / "py.typed").unlink()
    else:
        file.rename(file.with_name("pages.py"))
    told = "not certified: its files are others than those that were certified"
    assert standing(point()) == told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"api": 2}, "its certificate is for plugin API 2, this is 1"),
        ({"version": "0.0.9"}, "its certificate is that of tocsin-my-pager 0.0.9"),
        ({"distribution": "tocsin-other"}, "its certificate is that of tocsin-other 0.1.0"),
        ({"format": 2}, "its certificate has a format of another Tocsin"),
        ({"digest": None}, "its certificate cannot be read"),
        ({"tocsin": "x" * 101}, "its certificate cannot be read"),
        ({"version": "\x1b[31m1.0"}, "its certificate cannot be read"),
        ({"more": "x" * 100_000}, "its certificate cannot be read"),
    ],
)
def test_a_certificate_of_something_else_is_none(
    draft: Draft, changed: dict[str, object], told: str
) -> None:
    certify(draft, **changed)
    assert standing(point()) == f"not certified: {told}"


def test_no_file_can_pass_for_two(tmp_path: Path) -> None:
    """Names and contents that run into each other are still told apart."""
    digests = set()
    for number, files in enumerate(
        ({"a": "b", "c": "d"}, {"a": "bc", "d": ""}, {"ab": "", "c": "d"})
    ):
        root = tmp_path / str(number) / "p"
        root.mkdir(parents=True)
        for name, text in files.items():
            (root / name).write_text(text, encoding="utf-8")
        digests.add(digest_of([root]))
    assert len(digests) == 3
