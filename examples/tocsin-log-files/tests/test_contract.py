"""The files of a folder keep the contract of logs."""

from __future__ import annotations

import io
import os
import threading
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import pytest

from tocsin.errors import ProviderError
from tocsin.providers import LogQuery, LogResult, Logs
from tocsin.testing import LogsContract, a_call
from tocsin_log_files.config import LogFilesConfig
from tocsin_log_files.logs import LogFiles, opened

SINCE, UNTIL = LogsContract.since, LogsContract.until
FIRST = "2026-11-23T11:0{n}:00Z error {n} of checkout\n  at line {n}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of one service, the older one ended before the newer began."""
    write(tmp_path / "old.log", "".join(FIRST.format(n=n) for n in range(3)))
    write(tmp_path / "new.log", "".join(FIRST.format(n=n) for n in range(3, 6)))
    return tmp_path


def write(file: Path, text: str | bytes) -> None:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(file, (UNTIL.timestamp(), UNTIL.timestamp()))


def search(folder: Path, text: str, *, rows: int = 20, since: datetime = SINCE) -> LogResult:
    query = LogQuery(text=text, since=since, until=UNTIL, rows=rows)
    return LogFiles(LogFilesConfig(folder=folder)).search(query, a_call())


def texts(result: LogResult) -> list[str]:
    return [row.text for row in result.rows]


class SlowFile(io.BytesIO):
    """A file on a disk that has almost stopped."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.read_bytes())
        self._real = path.open("rb")

    def fileno(self) -> int:
        return self._real.fileno()

    def close(self) -> None:
        self._real.close()
        super().close()

    def read(self, size: int | None = -1) -> bytes:
        threading.Event().wait(0.1)
        return super().read(size)


class TestLogFiles(LogsContract):
    exceptions = MappingProxyType({"trouble": "it asks nobody: it reads files of this machine"})

    @pytest.fixture
    def logs(self, folder: Path) -> Logs:
        return LogFiles(LogFilesConfig(folder=folder))

    @pytest.fixture
    def refusing(self, tmp_path: Path) -> Logs:
        return LogFiles(LogFilesConfig(folder=tmp_path / "gone"))

    @pytest.fixture
    def hanging(self, tmp_path: Path) -> Logs:
        line = b"2026-11-23T11:30:00Z fine\n"
        write(tmp_path / "long.log", line * 500_000)

        def slow(path: Path) -> BinaryIO:
            return SlowFile(path)

        return LogFiles(LogFilesConfig(folder=tmp_path), slow)


def test_every_word_stands_in_the_line_and_none_that_is_ruled_out(folder: Path) -> None:
    assert len(texts(search(folder, "CHECKOUT error"))) == 6
    assert texts(search(folder, '"error 4"')) == ["2026-11-23T11:04:00Z error 4 of checkout"]
    assert len(texts(search(folder, "error -checkout"))) == 0
    assert len(texts(search(folder, "err*check"))) == 6
    assert len(texts(search(folder, "check*err"))) == 0


def test_a_line_without_a_time_belongs_to_the_one_before_it(folder: Path) -> None:
    (row,) = search(folder, '"at line 5"', rows=1).rows
    assert row.at is not None
    assert row.at.minute == 5
    assert row.fields == {"file": "new.log"}


def test_only_what_lies_in_the_window_is_told(folder: Path) -> None:
    since = SINCE + timedelta(minutes=4)
    assert len(texts(search(folder, "error", since=since))) == 2


def test_nothing_outside_of_the_folder_is_read(folder: Path) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    write(outside / "secret.log", FIRST.format(n=7))
    (folder / "link.log").symlink_to(outside / "secret.log")
    os.mkfifo(folder / "pipe.log")
    assert "7" not in " ".join(texts(search(folder, "error")))


@pytest.mark.parametrize("pattern", ["../*.log", "a/b", "/etc/*", "**"])
def test_a_pattern_names_no_folder(folder: Path, pattern: str) -> None:
    with pytest.raises(ValueError, match="without folders"):
        LogFilesConfig(folder=folder, files=pattern)


def test_bytes_of_any_kind_and_lines_without_end_are_read(folder: Path) -> None:
    write(folder / "odd.log", b"\x00\xff\xfe error \xc3(\r\n" + b"error " * 200_000)
    found = texts(search(folder, "error"))
    assert len(found) == 8
    assert all(len(one) <= 4_000 for one in found)


def test_what_was_not_read_any_more_is_told(tmp_path: Path) -> None:
    line = "2026-11-23T11:30:00Z fine\n"
    write(tmp_path / "long.log", "2026-11-23T11:00:00Z error\n" + line * 10_000)
    config = LogFilesConfig(folder=tmp_path, read_at_most=100_000)
    query = LogQuery(text="error", since=SINCE, until=UNTIL)
    result = LogFiles(config).search(query, a_call())
    assert (result.rows, result.truncated) == ((), True)


@pytest.mark.parametrize("text", ["", "   ", '""', "*", "x " * 50])
def test_a_query_that_cannot_be_answered_says_so(folder: Path, text: str) -> None:
    with pytest.raises(ProviderError, match="between one and 20 words") as caught:
        search(folder, text)
    assert caught.value.code == "invalid"


def test_check_finds_a_preset_that_cannot_be_asked(folder: Path) -> None:
    config = LogFilesConfig(folder=folder)
    assert config.query_fault("error checkout") == ""
    assert "between one and 20 words" in config.query_fault('""')


def test_a_file_that_goes_away_while_it_is_read_is_left_out(folder: Path) -> None:
    def rotating(path: Path) -> BinaryIO:
        if path.name == "old.log":
            path.unlink()
        return opened(path)

    query = LogQuery(text="error", since=SINCE, until=UNTIL)
    result = LogFiles(LogFilesConfig(folder=folder), rotating).search(query, a_call())
    assert len(result.rows) == 3
