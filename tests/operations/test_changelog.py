"""`scripts/changelog.py`: the news of a release, out of its fragments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scripts import changelog
from scripts.changelog import UNRELEASED, fragments, section

RELEASE = ("--version", "0.2.0", "--date", "2026-12-01")
NEWS = {
    "0002.fixed.md": "A page is not lost.\n",
    "0001.added.md": "A pager that flies:\nit has wings.\n",
    "0003.added.md": "Second of its kind.",
    "0004.security.md": "A secret is hidden.",
    "README.md": "# News fragments\n",
}
OLDER = "\n## [0.1.0] - 2026-11-01\n\n### Added\n\n- Everything.\n"
WANTED = """\
## [0.2.0] - 2026-12-01

### Added

- A pager that flies:
  it has wings.
- Second of its kind.

### Fixed

- A page is not lost.

### Security

- A secret is hidden.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "changelog.d").mkdir()
    for name, text in NEWS.items():
        (tmp_path / "changelog.d" / name).write_text(text, encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{UNRELEASED}{OLDER}", encoding="utf-8")
    return tmp_path


def test_it_is_shown_and_nothing_is_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert changelog.main([*RELEASE], root) == 0
    assert capsys.readouterr().out == WANTED
    assert (root / "CHANGELOG.md").read_text(encoding="utf-8").endswith(UNRELEASED + OLDER)
    assert {path.name for path in (root / "changelog.d").iterdir()} == set(NEWS)


def test_it_is_written_above_what_was_before_and_its_fragments_go(root: Path) -> None:
    assert changelog.main([*RELEASE, "--write"], root) == 0
    told = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert told == f"# Changelog\n\n{UNRELEASED}\n{WANTED}{OLDER}"
    assert [path.name for path in (root / "changelog.d").iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("5.added.md", "News.", "5.added.md is no name of a fragment"),
        ("0005.new.md", "News.", "0005.new.md is no name of a fragment"),
        ("0005.added.md", " \n", "0005.added.md is empty"),
    ],
)
def test_a_fragment_that_is_none_is_named(
    root: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, told: str
) -> None:
    (root / "changelog.d" / name).write_text(text, encoding="utf-8")
    before = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.main([*RELEASE, "--write"], root) == 1
    assert told in capsys.readouterr().err
    assert (root / "CHANGELOG.md").read_text(encoding="utf-8") == before


def test_a_version_is_released_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changelog.main([*RELEASE, "--write"], root)
    assert changelog.main([*RELEASE], root) == 1
    assert "no news" in capsys.readouterr().err
    (root / "changelog.d" / "0006.added.md").write_text("More.", encoding="utf-8")
    assert changelog.main([*RELEASE], root) == 1
    assert "has 0.2.0 already" in capsys.readouterr().err


def test_no_version_is_wrong_use() -> None:
    with pytest.raises(SystemExit) as left:
        changelog.main([])
    assert left.value.code == 2


def test_the_news_of_this_tree_can_be_assembled() -> None:
    news = fragments(changelog.ROOT / "changelog.d")
    text = section(news, "0.2.0", date(2026, 12, 1))
    assert text.count("\n- ") >= len(news)
    assert UNRELEASED in (changelog.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
