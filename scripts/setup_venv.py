"""Make `.venv` and install this checkout into it: what `make` calls before anything else.

Standard library only. Usage: `setup_venv.py run|dev`. `run` installs what Tocsin needs to run,
`dev` every extra as well. Every distribution of the tree (the root, `plugins/*`, `backends/*`, and
for `dev` `examples/*`) is installed editable. Their requirements are installed first and in one go,
so that building some twenty editable packages needs no build environment each.
"""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
import time
import tomllib
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / "bin" / "python"
BUILD_TOOLS: Final = ("hatchling", "editables")
MEMBERS: Final = ("plugins", "backends")
EXAMPLES: Final = "examples"
OURS: Final = re.compile(r"tocsin(-[a-z0-9-]+)?(?![\w-])", re.IGNORECASE)


def main(arguments: list[str]) -> int:
    """Set `.venv` up for `run` or `dev`; returns the exit code."""
    if arguments not in (["run"], ["dev"]):
        print("usage: setup_venv.py run|dev", file=sys.stderr)
        return 2
    kind = arguments[0]
    with locked(ROOT / ".venv.lock"):
        if is_fresh(kind):
            return 0
        started = time.monotonic()
        print(f"Setting up .venv ({'tests and tools' if kind == 'dev' else 'to run'}) ...")
        try:
            install(with_extras=kind == "dev")
        except subprocess.CalledProcessError as error:
            print(
                f"The set-up failed (pip ended with {error.returncode}; its words are above). "
                "Mend that and call make again; what is installed already is kept.",
                file=sys.stderr,
            )
            return 1
        mark(kind)
        print(f"Set up in {time.monotonic() - started:.0f} s.")
    return 0


@contextmanager
def locked(path: Path) -> Iterator[IO[str]]:
    """Hold the lock of the set-up; the system releases it even if we are killed."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def distributions(*, with_examples: bool) -> list[Path]:
    """Return the folder of every distribution in this checkout, the root first."""
    tops = (*MEMBERS, EXAMPLES) if with_examples else MEMBERS
    members = [found for top in tops for found in ROOT.glob(f"{top}/*/pyproject.toml")]
    return [ROOT, *sorted(member.parent for member in members)]


def inputs(kind: str) -> list[Path]:
    """Return the files whose change makes a set-up stale."""
    found = distributions(with_examples=kind == "dev")
    ours = [ROOT / "constraints.txt", Path(__file__)]
    return [*(folder / "pyproject.toml" for folder in found), *ours]


def stamp(kind: str) -> Path:
    """Return the file whose age tells when `kind` was last set up."""
    return VENV / f".set-up-{kind}"


def is_fresh(kind: str) -> bool:
    """Tell whether another call finished this set-up while we waited for the lock."""
    if not (stamp(kind).exists() and PYTHON.exists()):
        return False
    made = stamp(kind).stat().st_mtime
    return all(path.stat().st_mtime <= made for path in inputs(kind))


def mark(kind: str) -> None:
    """Note that `kind` is set up; whoever has the tools can run as well."""
    stamp(kind).touch()
    if kind == "dev":
        stamp("run").touch()


def install(*, with_extras: bool) -> None:
    """Create the environment if there is none, then requirements, then the tree itself."""
    if not has_pip():
        venv.create(VENV, with_pip=True, clear=True)
    folders = distributions(with_examples=with_extras)
    pip(*BUILD_TOOLS, *foreign_requirements(folders, with_extras=with_extras))
    editable = [part for folder in folders for part in ("-e", str(folder))]
    pip("--no-build-isolation", *editable)


def has_pip() -> bool:
    """Tell whether `.venv` holds a Python that runs and has pip."""
    if not PYTHON.exists():
        return False
    command = [str(PYTHON), "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def foreign_requirements(folders: list[Path], *, with_extras: bool) -> list[str]:
    """Return what the distributions require of others, each requirement once."""
    found: dict[str, None] = {}
    for folder in folders:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        groups = [project.get("dependencies", [])]
        if with_extras:
            groups += project.get("optional-dependencies", {}).values()
        found.update((line, None) for group in groups for line in group if not OURS.match(line))
    return list(found)


def pip(*arguments: str) -> None:
    """Run `pip install` quietly, under the versions of constraints.txt.

    Raises:
        subprocess.CalledProcessError: pip failed; it has said why.
    """
    quiet = ("-qq", "--no-input", "--disable-pip-version-check", "--no-warn-script-location")
    settings = {**os.environ, "PIP_USER": "0", "PIP_ROOT_USER_ACTION": "ignore"}
    settings.pop("PYTHONPATH", None)
    command = [str(PYTHON), "-m", "pip", "install", *quiet, "-c", "constraints.txt", *arguments]
    subprocess.run(command, check=True, cwd=ROOT, env=settings)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a TextIOWrapper here
    raise SystemExit(main(sys.argv[1:]))
