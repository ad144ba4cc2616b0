"""`make dist`: what a wheel that is built has to say of itself, and what is found wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from scripts import dist
from scripts.certificates import state_of

METADATA = """\
Metadata-Version: 2.4
Name: tocsin-pigeon
Version: 0.1.0
Summary: Pages by pigeon.
License-Expression: MIT
Requires-Python: >=3.11,<3.14
Requires-Dist: pydantic>=2.10,<3
Requires-Dist: tocsin>=0.1,<0.2
Requires-Dist: tocsin[charts]; extra == "charts"
Description-Content-Type: text/markdown

# Pigeon
"""
INFO = "tocsin_pigeon-0.1.0.dist-info"
FILES = {
    f"{INFO}/METADATA": METADATA,
    f"{INFO}/entry_points.txt": "[tocsin]\npigeon = tocsin_pigeon\n",
    "tocsin_pigeon/__init__.py": "",
    "tocsin_pigeon/certificate.json": "{}",
    "tocsin_pigeon/py.typed": "",
}


def a_wheel(folder: Path, files: Mapping[str, str]) -> dist.Built:
    path = folder / "tocsin_pigeon-0.1.0-py3-none-any.whl"
    with ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return dist.read(path)


def test_a_right_wheel_has_no_faults(tmp_path: Path) -> None:
    assert list(dist.faults(a_wheel(tmp_path, FILES), "0.1.3")) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Summary: Pages by pigeon.\n", "", "has no Summary"),
        ("License-Expression: MIT\n", "", "has no License-Expression"),
        ("Requires-Python: >=3.11,<3.14\n", "", "has no Requires-Python"),
        ("text/markdown", "text/plain", "has no README in Markdown"),
        ("# Pigeon\n", "", "the README of tocsin-pigeon is empty"),
        ("Requires-Dist: tocsin>=0.1,<0.2\n", "", "does not say which tocsin it fits"),
        ("tocsin>=0.1,<0.2", "tocsin>=0.2,<0.3", "and this is 0.1.3"),
        ("tocsin>=0.1,<0.2", "tocsin>=0.1", "which promises to fit 1.0"),
    ],
)
def test_a_wheel_that_says_too_little_is_named(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in METADATA
    files = {**FILES, f"{INFO}/METADATA": METADATA.replace(old, new)}
    (fault,) = dist.faults(a_wheel(tmp_path, files), "0.1.3")
    assert told in fault


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("tocsin_pigeon/py.typed", None, "has no tocsin_pigeon/py.typed"),
        ("tocsin_pigeon/certificate.json", None, "brings no certificate"),
        (f"{INFO}/entry_points.txt", "[other]\n", "no entry point in the group tocsin"),
        ("tests/test_contract.py", "", "installs tests besides tocsin_pigeon"),
    ],
)
def test_a_wheel_that_holds_the_wrong_files_is_named(
    tmp_path: Path, name: str, text: str | None, told: str
) -> None:
    files = {**FILES, name: text or ""}
    if text is None:
        del files[name]
    (fault,) = dist.faults(a_wheel(tmp_path, files), "0.1.3")
    assert told in fault


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        ("plugins/tocsin-pigeon/src/tocsin_pigeon/__init__.py", True),
        ("plugins/tocsin-pigeon/tests/test_contract.py", True),
        ("core/tocsin/testing/paging.py", True),
        ("tests/counterparts/dovecote.py", True),
        ("constraints.txt", True),
        ("plugins/tocsin-raven/src/tocsin_raven/__init__.py", False),
        ("docs/operating.md", False),
    ],
)
def test_a_certificate_is_kept_until_what_it_depends_on_changes(
    tmp_path: Path, changed: str, *, is_another: bool
) -> None:
    pigeon, file = tmp_path / "plugins" / "tocsin-pigeon", tmp_path / changed
    (tmp_path / "core").mkdir()
    pigeon.mkdir(parents=True)
    (pigeon / "README.md").touch()
    before = state_of(pigeon, tmp_path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    assert (state_of(pigeon, tmp_path) != before) == is_another


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ("certified by tocsin 0.1.0", []),
        (
            "not certified: its files are others than those that were certified",
            [
                "tocsin-pigeon as installed is not certified: "
                "its files are others than those that were certified"
            ],
        ),
    ],
)
def test_an_installed_wheel_whose_certificate_does_not_hold_is_named(
    told: str, faults: list[str]
) -> None:
    assert list(dist.uncertified("tocsin-pigeon", ["paging: pigeon", told])) == faults


def test_a_step_that_there_is_not_is_wrong_use() -> None:
    assert dist.main(["publish"]) == 2
