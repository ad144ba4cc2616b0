"""Post-mortems in a Git repository: one file and one commit each, pushed where configured.

The repository is a clone of the bot's own, with a work tree. Git is run with argument lists, never
by a shell, asks no questions, and every call is bounded.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from tocsin.builtin import postmortem_files as files
from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    PostmortemDocument,
    ProviderConfig,
    ProviderType,
    Ref,
)

_QUIET: Final[Mapping[str, str]] = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
    "GIT_EDITOR": "true",
    "LC_ALL": "C",
}
# What would point git at another repository than the one that was named.
_STEERS: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY")


def _is_word(value: str) -> str:
    if not value.strip() or value.startswith("-") or any(mark in value for mark in "\r\n\0<>"):
        raise ValueError("write plain words that do not begin with a dash")
    return value


Plain = Annotated[str, AfterValidator(_is_word)]


class GitConfig(ProviderConfig):
    """`[postmortems.<name>] type = "git"`."""

    repository: Path
    """A clone with a work tree, used by nobody else."""
    folder: files.InsideFolder = "post-mortems"
    """Where in it the files lie."""
    author_name: Plain = "Tocsin"
    """Who commits."""
    author_email: Plain = "tocsin@localhost"
    """Their address in the commit."""
    push: bool = False
    """Whether commits are pushed."""
    remote: Plain = "origin"
    """Where to."""
    branch: Plain = "main"
    """The branch there; what is checked out is pushed to it."""
    public_url: files.PublicUrl = ""
    """Where readers outside find the files of the folder; "" = nowhere."""
    git: Annotated[str, Field(min_length=1)] = "git"
    """The program."""


class Git:
    """Commits one file at a time; a repeat without changes commits nothing."""

    def __init__(self, config: GitConfig, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is run before the first document."""
        self._config = config
        self._clock = clock
        self._alone = Lock()

    def publish(self, document: PostmortemDocument, call: Call) -> Ref:
        """Write the file, commit it, push."""
        place = Path(self._config.folder) / files.document_file_name(document)
        ends = self._clock() + call.deadline_s
        if not self._alone.acquire(timeout=call.deadline_s):
            raise ProviderError("timeout", "another post-mortem is being committed")
        try:
            commit = self._commit(place, document, ends)
        finally:
            self._alone.release()
        return Ref(id=f"{place.as_posix()}@{commit[:12]}", url=self.address(document))

    def address(self, document: PostmortemDocument) -> str:
        """Return the address below `public_url`."""
        return files.document_link(self._config.public_url, document)

    def _commit(self, place: Path, document: PostmortemDocument, ends: float) -> str:
        config = self._config
        self._git(ends, "rev-parse", "--is-inside-work-tree")
        self._stays_inside(place)
        files.write_whole(config.repository / place, document.markdown)
        name = place.as_posix()
        self._git(ends, "add", "--force", "--", name)
        if self._git(ends, "status", "--porcelain", "--", name):
            title = " ".join(document.title.split())[:100]
            message = f"Post-mortem of {document.incident}: {title}\n\nWritten by {document.author}"
            self._git(ends, "commit", "--quiet", "--message", message, "--", name)
        if config.push:
            self._push(ends)
        return self._git(ends, "rev-parse", "HEAD")

    def _stays_inside(self, place: Path) -> None:
        """A link in the work tree may not lead the file to another place."""
        root = self._config.repository.resolve()
        if not (root / place).parent.resolve().is_relative_to(root):
            raise ProviderError(
                "invalid", "the folder for post-mortems leads out of the repository"
            )

    def _push(self, ends: float) -> None:
        """Push; where somebody else was faster, on top of what they pushed."""
        to = (self._config.remote, f"HEAD:refs/heads/{self._config.branch}")
        try:
            self._git(ends, "push", "--quiet", *to)
        except ProviderError as error:
            if error.code == "timeout":
                raise
            self._rebase(ends)
            self._git(ends, "push", "--quiet", *to)

    def _rebase(self, ends: float) -> None:
        self._git(ends, "fetch", "--quiet", self._config.remote, self._config.branch)
        try:
            self._git(ends, "rebase", "--quiet", "FETCH_HEAD")
        except ProviderError:
            self._git(self._clock() + 2, "rebase", "--abort")
            raise

    def _git(self, ends: float, *words: str) -> str:
        """What a call of git said; its complaints may hold passwords and are not read."""
        config = self._config
        identity = (f"user.name={config.author_name}", f"user.email={config.author_email}")
        settings = (*identity, "commit.gpgSign=false", "core.quotePath=false")
        options = [part for setting in settings for part in ("-c", setting)]
        line = [config.git, "-C", str(config.repository), *options, *words]
        said, status = _run(line, max(0.1, ends - self._clock()))
        if status is None:
            raise ProviderError("timeout", f"git {words[0]} took too long")
        if status:
            failed = f"git {words[0]} failed with status {status}"
            raise ProviderError("unavailable", f"{failed}; is the repository sound?")
        return said.strip()


def _run(line: list[str], seconds: float) -> tuple[str, int | None]:
    """Output and exit status; None = it was ended, with all it had started, when time was out."""
    try:
        process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProviderError("unavailable", f"git cannot be run: {reason}") from None
    with process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return "", None
    return said.decode("utf-8", "replace"), process.returncode


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _STEERS}
    return {**kept, **_QUIET}


GIT = ProviderType(
    kind="postmortems",
    name="git",
    summary="post-mortems as commits of a Git repository",
    config=GitConfig,
    factory=lambda config, _context: Git(config),
)
