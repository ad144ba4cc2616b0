"""What is put beside, behind or between the files that were certified is seen."""

from __future__ import annotations

import json
import struct
import sys
from importlib.metadata import EntryPoint, distribution
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from tests.certify.broken import MAKE, POST, posted
from tests.certify.drafts import INSTALLED, PACKAGE, Draft, Patch
from tocsin.cli.certify.source import private_imports
from tocsin.cli.certify.subject import find_subject
from tocsin.plugin_manager.certificate import CERTIFICATE, digest_of, standing

MIT = "License-Expression: MIT\n"
OTHERS = "not certified: its files are others than those that were certified"


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draft:
    made = Draft(tmp_path, "paging")
    monkeypatch.syspath_prepend(str(made.folder / "src"))
    return made


def certify(draft: Draft, *others: str) -> None:
    """Put a certificate of its package, and of other packages, into it."""
    source = draft.folder / "src"
    roots = [draft.folder / PACKAGE, *(source / name for name in others)]
    told = {
        "format": 1,
        "distribution": "tocsin-my-pager",
        "version": "0.1.0",
        "api": 1,
        "tocsin": "0.1.0",
        "digest": digest_of(roots),
    }
    (draft.folder / PACKAGE / CERTIFICATE).write_text(json.dumps(told), encoding="utf-8")


def record(draft: Draft, *files: str) -> None:
    """Let the distribution say that it installed these files."""
    lines = "".join(f"{file},,\n" for file in ("tocsin_my_pager/__init__.py", *files))
    info = draft.folder / "src" / "tocsin_my_pager-0.1.0.dist-info"
    (info / "RECORD").write_text(lines, encoding="utf-8")


def points() -> list[EntryPoint]:
    return list(distribution("tocsin-my-pager").entry_points.select(group="tocsin"))


def refused(draft: Draft) -> list[str]:
    return [found.what for found in private_imports(find_subject(".", None, here=draft.folder))]


@pytest.mark.parametrize("file", ["data.json", "inner/more.py", "__pycache__/hidden.py", ".hidden"])
def test_a_file_that_was_added_is_seen(draft: Draft, file: str) -> None:
    certify(draft)
    added = draft.folder / PACKAGE / file
    added.parent.mkdir(exist_ok=True)
    added.touch()
    assert standing(points()[0]) == OTHERS


@pytest.mark.parametrize("file", ["sitecustomize.py", "my_pager.pth", "my_pager_impl/work.py"])
def test_code_beside_a_certified_package_is_seen(draft: Draft, file: str) -> None:
    certify(draft)
    record(draft, file)
    told = f"not certified: {file} came with it, and lies beside the package that was certified"
    assert standing(points()[0]) == told


def test_a_link_to_a_folder_is_refused_and_seen(draft: Draft, tmp_path: Path) -> None:
    """Python imports what is behind it; nobody looked at that, and it may be another tomorrow."""
    certify(draft)
    (tmp_path / "elsewhere").mkdir()
    (draft.folder / PACKAGE / "inner").symlink_to(tmp_path / "elsewhere")
    assert standing(points()[0]) == "not certified: inner is a link to a folder"
    assert refused(draft) == ["inner is a link to a folder; put the files themselves there"]


def test_a_link_to_a_file_is_as_good_as_what_is_behind_it(draft: Draft, tmp_path: Path) -> None:
    outside = tmp_path / "words.txt"
    outside.write_text("hello", encoding="utf-8")
    (draft.folder / PACKAGE / "words.txt").symlink_to(outside)
    certify(draft)
    assert standing(points()[0]) == "certified by tocsin 0.1.0"
    outside.write_text("goodbye", encoding="utf-8")
    assert standing(points()[0]) == OTHERS


def test_bytecode_that_python_never_compares_with_its_source_is_refused_and_seen(
    draft: Draft,
) -> None:
    certify(draft)
    cache = draft.folder / PACKAGE / "__pycache__"
    cache.mkdir()
    unchecked = MAGIC_NUMBER + struct.pack("<LQ", 0b01, 0)
    (cache / f"paging.{sys.implementation.cache_tag}.pyc").write_bytes(unchecked)
    assert standing(points()[0]) == OTHERS
    (what,) = refused(draft)
    assert what.startswith("it is compiled, so nobody can read what it reaches")


def test_a_package_that_others_may_add_to_is_refused(draft: Draft) -> None:
    (draft.folder / PACKAGE / "__init__.py").rename(draft.folder / PACKAGE / "plugin.py")
    draft.install(MIT, "my-pager = tocsin_my_pager.plugin\n")
    (what,) = refused(draft)
    assert what == (
        "tocsin_my_pager has no __init__.py, so any distribution may add to it; give it one"
    )
    assert standing(points()[0]) == "not certified: it brings no certificate"


def test_a_certificate_is_about_every_package_of_its_entry_points(draft: Draft) -> None:
    more = draft.folder / "src" / "tocsin_my_other"
    more.mkdir()
    (more / "__init__.py").touch()
    draft.install(MIT, f"{INSTALLED}my-other = tocsin_my_other\n")
    certify(draft, "tocsin_my_other")
    told = {standing(point) for point in points()}
    assert told == {"certified by tocsin 0.1.0"}
    (more / "__init__.py").write_text("1\n", encoding="utf-8")
    assert {standing(point) for point in points()} == {OTHERS}


def test_what_is_installed_is_what_stands_in_the_folder(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older wheel, in a folder whose source and README went on."""
    wheel, name = tmp_path / "site-packages", "tocsin_my_pager"
    (draft.folder / "src").rename(wheel)
    monkeypatch.syspath_prepend(str(wheel))
    (draft.folder / PACKAGE).mkdir(parents=True)
    for file in (wheel / name).glob("*.*"):
        (draft.folder / PACKAGE / file.name).write_bytes(file.read_bytes())
    assert refused(draft) == []
    (draft.folder / PACKAGE / "paging.py").write_text("# mended\n", encoding="utf-8")
    told = "other files are installed than stand in src/tocsin_my_pager; install it again"
    assert refused(draft) == [told]


def test_a_plugin_that_writes_into_its_package_while_it_is_tested_is_refused(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = "__import__('pathlib').Path(__file__).with_name('seen.txt').touch()"
    draft.patch(posted(f"        {writes}\n{POST}"))
    report = draft.certified(monkeypatch)
    assert [found.what for found in report.found if found.verdict == "refused"] == [
        "its files changed while it was certified"
    ]


@pytest.mark.parametrize(
    ("patch", "told", "line"),
    [
        (
            Patch(
                file=f"{PACKAGE}/paging.py",
                old=MAKE,
                new=f"{MAKE}        global LAST\n        LAST = [config.token.reveal()]\n",
            ),
            "LAST of tocsin_my_pager.paging holds a secret; keep it in the object",
            "LAST = ",
        ),
        (
            Patch(
                file=f"{PACKAGE}/paging.py",
                old=MAKE,
                new=f"{MAKE}        Pager.last = config.token.reveal()\n",
            ),
            "Pager.last of tocsin_my_pager.paging holds a secret; keep it in the object",
            "Pager.last = ",
        ),
        (
            posted("        global LAST\n        LAST = 't0ken-of-the-tests'\n" + POST),
            "LAST",
            "LAST = ",
        ),
    ],
)
def test_a_secret_that_a_module_or_class_holds_is_seen(
    draft: Draft, monkeypatch: pytest.MonkeyPatch, patch: Patch, told: str, line: str
) -> None:
    draft.patch(patch)
    report = draft.certified(monkeypatch)
    found = [fault for fault in report.found if fault.check == "secrets hidden"]
    assert [fault for fault in found if told in fault.what], report.found
    assert draft.line(f"{PACKAGE}/paging.py", line) in {fault.place for fault in found}
