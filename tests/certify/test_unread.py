"""Code of a plugin that the certificate would not be about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.certify.drafts import INSTALLED, PACKAGE, Draft
from tocsin.cli.certify.source import private_imports
from tocsin.cli.certify.subject import find_subject


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draft:
    made = Draft(tmp_path, "paging")
    monkeypatch.syspath_prepend(str(made.folder / "src"))
    return made


def told(draft: Draft) -> list[str]:
    return [found.what for found in private_imports(find_subject(".", None, here=draft.folder))]


@pytest.mark.parametrize(
    "file", ["my_pager_impl/work.py", "sitecustomize.py", "my_pager.pth", "tocsin/testing/a.py"]
)
def test_code_beside_the_package_is_refused(draft: Draft, file: str) -> None:
    record = draft.folder / "src" / "tocsin_my_pager-0.1.0.dist-info" / "RECORD"
    record.write_text(f"tocsin_my_pager/__init__.py,,\n{file},,\n", encoding="utf-8")
    what = f"{file} lies beside the package, which alone is certified; move it into tocsin_my_pager"
    assert told(draft) == [what]


@pytest.mark.parametrize("file", ["fast.so", "fast.pyd", "paging.pyc"])
def test_compiled_code_is_refused(draft: Draft, file: str) -> None:
    (draft.folder / PACKAGE / file).write_bytes(b"\0")
    (what,) = told(draft)
    assert what.startswith("it is compiled, so nobody can read what it reaches")


def test_what_an_editable_install_puts_beside_the_source_is_its_own(draft: Draft) -> None:
    info = draft.folder / "src" / "tocsin_my_pager-0.1.0.dist-info"
    draft.install("License-Expression: MIT\n", INSTALLED)
    url = f'{{"url": "file://{draft.folder}", "dir_info": {{"editable": true}}}}'
    (info / "direct_url.json").write_text(url, encoding="utf-8")
    (info / "RECORD").write_text("__editable__.tocsin_my_pager.pth,,\n", encoding="utf-8")
    assert told(draft) == []
