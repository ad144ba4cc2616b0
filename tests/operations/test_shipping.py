"""The container file and the systemd unit, read as far as that is possible without running them."""

from __future__ import annotations

import configparser
import fnmatch
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

import pytest

from tests.docs.pages import ROOT
from tests.e2e.deployment import TOCSIN
from tocsin.cli.run import END_S

FILE: Final = (ROOT / "Containerfile").read_text(encoding="utf-8")
UNIT: Final = ROOT / "deploy" / "tocsin.service"


def instructions() -> list[tuple[str, str]]:
    """(instruction, its words), comments and line breaks gone."""
    bare = "\n".join(line for line in FILE.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", bare)
    rows = [line.partition(" ") for line in joined.splitlines() if line.strip()]
    return [(name, words.strip()) for name, _, words in rows]


def of(name: str, *, stage: int = -1) -> list[str]:
    """What an instruction says in a stage (the last is what is shipped)."""
    stages: list[list[tuple[str, str]]] = []
    for one in instructions():
        if one[0] == "FROM":
            stages.append([])
        stages[-1].append(one)
    return [words for found, words in stages[stage] if found == name]


def ignored() -> list[str]:
    text = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def is_ignored(path: str) -> bool:
    """Whether a path from the top stays out of the build, as far as our patterns go."""
    parts = path.split("/")
    heads = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    for pattern in ignored():
        if pattern.startswith("**/"):
            if any(fnmatch.fnmatch(part, pattern[3:]) for part in parts):
                return True
        elif any(fnmatch.fnmatch(head, pattern) for head in heads):
            return True
    return False


# ------------------------------------------------------------------------------ the container


def test_both_stages_are_the_same_slim_python_that_is_supported() -> None:
    bases = [words.partition(" ")[0] for name, words in instructions() if name == "FROM"]
    assert len(bases) == 2
    assert len(set(bases)) == 1
    match = re.fullmatch(r"python:(3\.\d+)-slim", bases[0])
    assert match is not None
    assert match[1] in {"3.11", "3.12", "3.13"}


def test_it_does_not_run_as_root_and_owns_its_data() -> None:
    (user,) = of("USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    (made,) = of("RUN")
    assert f"--uid {user.partition(':')[0]}" in made
    assert "install --directory --owner=tocsin --group=tocsin --mode=0700 /data" in made
    assert of("VOLUME") == ['["/data"]']
    names = [name for name, _ in instructions()]
    assert names.index("USER") > len(names) - 1 - names[::-1].index("RUN")


def test_nothing_of_the_tree_and_no_tool_is_in_what_is_shipped() -> None:
    assert of("COPY") == ["--from=build /opt/tocsin /opt/tocsin"]
    (built,) = of("RUN", stage=0)
    assert "[dev]" not in built
    assert "-e " not in built.replace("set -e", "")
    assert "pip uninstall --yes pip" in built
    for words in of("RUN"):
        assert not re.search(r"\b(apt-get|pip|curl|wget)\b", words)


@pytest.mark.parametrize("stage", [0, 1])
def test_its_scripts_are_sound_shell(stage: int) -> None:
    for words in of("RUN", stage=stage):
        subprocess.run(["sh", "-n", "-c", words], check=True)


def test_it_starts_what_is_installed_with_options_that_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert json.loads(of("ENTRYPOINT")[0]) == ["tocsin"]
    assert "tocsin" in project["scripts"]
    assert "postgres" in project["optional-dependencies"]
    words = json.loads(of("CMD")[0])
    options = [word for word in words if word.startswith("--")]
    told = subprocess.run(
        [TOCSIN, words[0], "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "200", "PATH": str(Path(sys.executable).parent)},
    ).stdout
    assert [one for one in options if one not in told] == []
    assert of("STOPSIGNAL") == ["SIGTERM"]


def test_its_health_check_asks_a_probe_that_exists() -> None:
    (check,) = of("HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])
    (address,) = re.findall(r"http://127\.0\.0\.1:8080(/\w+)", command[2])
    assert address in (ROOT / "core/tocsin/web/app.py").read_text(encoding="utf-8")
    compile(command[2], "health", "exec")
    assert of("EXPOSE") == ["8080"]


@pytest.mark.parametrize(
    "path",
    [".git/config", "config.py", "teams/shop.toml", "data/tocsin.db", ".env", ".venv/bin/python"],
)
def test_what_is_yours_stays_out_of_the_build(path: str) -> None:
    assert is_ignored(path)


def test_what_the_build_needs_goes_in() -> None:
    needed = [
        "pyproject.toml",
        "constraints.txt",
        "README.md",
        "LICENSE",
        "LICENSE-EXCEPTION.md",
        "core/tocsin/config/demo/demo.toml",
        "core/tocsin/testing/chat.py",
        "plugins/tocsin-webhook/pyproject.toml",
        "plugins/tocsin-webhook/src/tocsin_webhook/py.typed",
    ]
    assert [one for one in needed if not (ROOT / one).exists()] == []
    assert [one for one in needed if is_ignored(one)] == []


# ----------------------------------------------------------------------------------- the unit


def unit() -> configparser.RawConfigParser:
    read = configparser.RawConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]  # keys of units have capitals
    read.read_string(UNIT.read_text(encoding="utf-8"))
    return read


def test_it_is_started_again_whatever_ended_it() -> None:
    assert unit()["Service"]["Restart"] == "always"
    assert unit()["Unit"]["StartLimitIntervalSec"] == "0"
    assert "RestartPreventExitStatus" not in unit()["Service"]


def test_a_stop_has_the_time_it_takes() -> None:
    assert int(unit()["Service"]["TimeoutStopSec"]) > END_S + 5
    match = re.search(r"--stop-timeout (\d+)", FILE)
    assert match is not None
    assert int(match[1]) > END_S + 5


def test_it_has_a_user_and_a_folder_of_its_own() -> None:
    service = unit()["Service"]
    assert service["DynamicUser"] == "yes"
    assert service["StateDirectory"] == "tocsin"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert "User" not in service


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_finds_no_fault_in_it(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8")
    here = text.replace("/opt/tocsin/bin/tocsin", str(TOCSIN))
    assert here != text
    copy = tmp_path / "tocsin.service"
    copy.write_text(here, encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
