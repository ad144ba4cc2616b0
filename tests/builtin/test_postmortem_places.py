"""The folder and the Git repository that keep post-mortems."""

from __future__ import annotations

import os
import stat
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import ValidationError

from tests.patience import COMES_S
from tocsin.builtin.postmortem_folder import FOLDER, Folder
from tocsin.builtin.postmortem_git import Git, GitConfig
from tocsin.errors import ProviderError
from tocsin.providers import Postmortems
from tocsin.testing import PostmortemsContract, a_call, a_context, a_document

NAME = "2026-11-23-inc-42-checkout-returns-500s.md"


def git(place: Path, *words: str) -> str:
    """Git as a person in that folder would use it, whatever stands in their own settings."""
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=Bo", "-c", "user.email=bo@example.org")
    line = ["git", "-C", str(place), *who, *words]
    return subprocess.run(line, check=True, capture_output=True, text=True, env=env).stdout.strip()


def repository(place: Path) -> Path:
    place.mkdir()
    git(place, "init", "--quiet", "--initial-branch=main")
    return place


def texts(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))]


class TestFolder(PostmortemsContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "trouble": "it asks nobody: its documents are files",
        "hanging": "it asks nobody: its documents are files",
    }

    @pytest.fixture
    def place(self, tmp_path: Path) -> Postmortems:
        return Folder(tmp_path / "kept", "https://example.org/pm")

    @pytest.fixture
    def kept_there(self, tmp_path: Path) -> Callable[[], Sequence[str]]:
        return lambda: texts(tmp_path / "kept")

    @pytest.fixture
    def refusing(self, tmp_path: Path) -> Postmortems:
        (tmp_path / "a file").write_text("no folder")
        return Folder(tmp_path / "a file" / "below", "")

    def test_without_a_section_files_lie_in_the_data_folder(self, tmp_path: Path) -> None:
        made: Any = FOLDER.factory(FOLDER.config(), a_context(tmp_path))
        ref = made.publish(a_document(), a_call())
        assert (ref.id, ref.url) == (str(tmp_path / "postmortems" / NAME), "")
        assert (tmp_path / "postmortems" / NAME).is_file()

    @pytest.mark.parametrize(
        "name", ["../out", "..", "a/b", "a\\b", "A", "", "x" * 200, "-x", "a\n"]
    )
    def test_nothing_is_written_under_a_name_that_is_not_safe(
        self, tmp_path: Path, place: Postmortems, name: str
    ) -> None:
        with pytest.raises(ProviderError, match="not safe"):
            place.publish(a_document(name=name), a_call())
        assert list(tmp_path.rglob("*.md")) == []

    def test_a_link_in_its_place_is_replaced_and_not_followed(
        self, tmp_path: Path, place: Postmortems
    ) -> None:
        other = tmp_path / "other.txt"
        other.write_text("untouched")
        (tmp_path / "kept").mkdir()
        (tmp_path / "kept" / NAME).symlink_to(other)
        place.publish(a_document(), a_call())
        assert other.read_text() == "untouched"
        assert not (tmp_path / "kept" / NAME).is_symlink()

    def test_the_file_can_be_read_by_others_and_nothing_else_is_left(
        self, tmp_path: Path, place: Postmortems
    ) -> None:
        place.publish(a_document(), a_call())
        (path,) = (tmp_path / "kept").iterdir()
        assert stat.S_IMODE(path.stat().st_mode) == 0o644


class TestGit(PostmortemsContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "trouble": "it runs git on this machine, and speaks no HTTP itself"
    }

    @pytest.fixture
    def hanging(self, tmp_path: Path) -> Postmortems:
        slow = tmp_path / "slow"
        slow.write_text("#!/bin/sh\nexec sleep 20\n")
        slow.chmod(0o755)
        return Git(GitConfig(repository=repository(tmp_path / "repo"), git=str(slow)))

    @pytest.fixture
    def place(self, tmp_path: Path) -> Postmortems:
        return Git(GitConfig(repository=repository(tmp_path / "repo")))

    @pytest.fixture
    def kept_there(self, tmp_path: Path) -> Callable[[], Sequence[str]]:
        def committed() -> list[str]:
            names = git(tmp_path / "repo", "ls-tree", "-r", "--name-only", "HEAD").splitlines()
            return [git(tmp_path / "repo", "show", f"HEAD:{name}") for name in names]

        return committed

    @pytest.fixture
    def refusing(self, tmp_path: Path) -> Postmortems:
        return Git(GitConfig(repository=tmp_path / "nowhere"))

    def test_one_document_is_one_commit_by_the_configured_author(self, tmp_path: Path) -> None:
        repo = repository(tmp_path / "repo")
        one = Git(GitConfig(repository=repo, author_name="Tower", author_email="t@example.org"))
        ref = one.publish(a_document(), a_call())
        one.publish(a_document(), a_call(attempt=2))
        log = git(repo, "log", "--format=%an <%ae> %s")
        assert log == "Tower <t@example.org> Post-mortem of INC-42: checkout returns 500s"
        assert ref.id == f"post-mortems/{NAME}@{git(repo, 'rev-parse', 'HEAD')[:12]}"

    def test_what_others_have_staged_is_not_committed(self, tmp_path: Path) -> None:
        repo = repository(tmp_path / "repo")
        (repo / "draft.txt").write_text("mine")
        git(repo, "add", "draft.txt")
        Git(GitConfig(repository=repo)).publish(a_document(), a_call())
        assert git(repo, "show", "--format=", "--name-only") == f"post-mortems/{NAME}"
        assert git(repo, "status", "--porcelain") == "A  draft.txt"

    def test_words_are_never_options_or_commands(self, tmp_path: Path) -> None:
        repo = repository(tmp_path / "repo")
        title = "--amend; touch " + str(tmp_path / "made") + " $(id)"
        Git(GitConfig(repository=repo)).publish(a_document(title=title), a_call())
        assert title in git(repo, "log", "--format=%s")
        assert not (tmp_path / "made").exists()

    def test_it_pushes_where_asked_on_top_of_what_others_pushed(self, tmp_path: Path) -> None:
        bare, repo, theirs = (tmp_path / name for name in ("bare", "repo", "theirs"))
        bare.mkdir()
        git(bare, "init", "--quiet", "--bare", "--initial-branch=main")
        git(repository(theirs), "commit", "--quiet", "--allow-empty", "-m", "first")
        git(theirs, "remote", "add", "origin", str(bare))
        git(theirs, "push", "--quiet", "origin", "main")
        git(tmp_path, "clone", "--quiet", str(bare), str(repo))
        git(theirs, "commit", "--quiet", "--allow-empty", "-m", "second")
        git(theirs, "push", "--quiet", "origin", "main")

        Git(GitConfig(repository=repo, push=True)).publish(a_document(), a_call())

        subjects = git(bare, "log", "--format=%s").splitlines()
        assert subjects == ["Post-mortem of INC-42: checkout returns 500s", "second", "first"]

    def test_a_push_that_failed_is_made_up_for_by_the_next_attempt(self, tmp_path: Path) -> None:
        bare, repo = tmp_path / "bare", repository(tmp_path / "repo")
        git(repo, "remote", "add", "origin", str(bare))
        one = Git(GitConfig(repository=repo, push=True))
        with pytest.raises(ProviderError) as caught:
            one.publish(a_document(), a_call())
        assert caught.value.retryable
        bare.mkdir()
        git(bare, "init", "--quiet", "--bare", "--initial-branch=main")
        one.publish(a_document(), a_call(attempt=2))
        assert git(bare, "log", "--format=%s", "main").count("\n") == 0

    def test_a_folder_that_leads_out_of_the_repository_is_refused(self, tmp_path: Path) -> None:
        repo, outside = repository(tmp_path / "repo"), tmp_path / "outside"
        outside.mkdir()
        (repo / "post-mortems").symlink_to(outside)
        with pytest.raises(ProviderError, match="leads out"):
            Git(GitConfig(repository=repo)).publish(a_document(), a_call())
        assert list(outside.iterdir()) == []

    @pytest.mark.parametrize("folder", ["../x", "/x", "a/../b", ".git", "-x", "a//b"])
    def test_such_a_folder_cannot_be_configured(self, folder: str) -> None:
        with pytest.raises(ValidationError):
            GitConfig(repository=Path("repo"), folder=folder)

    def test_a_git_that_hangs_is_ended_in_time_with_all_it_started(self, tmp_path: Path) -> None:
        slow, started = tmp_path / "slow", tmp_path / "started"
        slow.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {started}\nwait\n")
        slow.chmod(0o755)
        one = Git(GitConfig(repository=repository(tmp_path / "repo"), git=str(slow)))
        begun = time.monotonic()
        with pytest.raises(ProviderError) as caught:
            one.publish(a_document(), a_call(deadline_s=0.5))
        assert caught.value.code == "timeout"
        assert time.monotonic() - begun < 10
        assert ended(int(started.read_text()))


def ended(pid: int) -> bool:
    """Whether a process is gone, or soon is, or only waits for somebody to ask how it ended."""
    until = time.monotonic() + COMES_S
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        time.sleep(0.01)
    return False
