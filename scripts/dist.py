"""Certify and build every distribution into dist/, look at what was built, install each alone.

Usage: `dist.py`, what `make dist` calls: everything. `dist.py build|check|install`: one of the
three steps; `check` and `install` look at what lies in dist/. `build` certifies what no run has
certified as it stands here (`scripts/certificates.py`), and each wheel brings its certificate.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.certificates import kept, report_of
from scripts.setup_venv import ROOT, distributions
from tests.architecture.tree import files, members
from tocsin.cli.certify import certificate_text
from tocsin.cli.certify.render import as_text
from tocsin.plugin_manager.certificate import CERTIFICATE

DIST: Final = ROOT / "dist"
CORE: Final = "tocsin"
TWINE: Final = ("twine>=6,<8", "readme_renderer[md]>=44")
NEEDED: Final = ("Summary", "License-Expression", "Requires-Python")
ENDS: Final = "from tocsin.cli.app import main; main()"
CERTIFIED_AT_ONCE: Final = 3


@dataclass(frozen=True, kw_only=True)
class Built:
    """A wheel, and what it says of itself."""

    path: Path
    metadata: Message
    files: frozenset[str]
    entry_points: str

    @property
    def name(self) -> str:
        """The name of the distribution."""
        return canonicalize_name(self.metadata["Name"])


class Failed(Exception):
    """What is wrong, a sentence a line."""


def build(out: Path = DIST) -> None:
    """Build sdist and wheel of every distribution into an empty folder, each with its certificate.

    Raises:
        Failed: One is not certified, or cannot be built.
    """
    certificates = _certificates()
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        for folder in distributions(with_examples=True):
            certificate = certificates.get(folder)
            source = _with(certificate, folder, Path(scratch)) if certificate else folder
            _run([sys.executable, "-m", "hatchling", "build", "-d", str(out)], cwd=source)


def _certificates() -> Mapping[Path, str]:
    """Folder -> its certificate, of everything but Tocsin itself, which is no plugin of its own."""
    folders = members(ROOT)
    known = {folder: certificate for folder in folders if (certificate := kept(folder))}
    new = [folder for folder in folders if folder not in known]
    with ThreadPoolExecutor(CERTIFIED_AT_ONCE) as pool:
        reports = list(pool.map(report_of, new))
    refused = [as_text(report) for report in reports if not report.is_certified]
    if refused:
        hint = "Where a counterpart is missing, scripts/get_counterparts brings it."
        raise Failed("\n\n".join([*refused, hint]))
    print(f"  certified: {len(new)} now, {len(known)} before", flush=True)
    made = (certificate_text(report) for report in reports)
    return known | dict(zip(new, made, strict=True))


def _with(certificate: str, folder: Path, scratch: Path) -> Path:
    """A copy of a distribution's folder, with the certificate in its package."""
    copy = scratch / folder.name
    for file in files(ROOT):
        if file.is_relative_to(folder):
            target = copy / file.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
    package = folder.name.replace("-", "_")
    (copy / "src" / package / CERTIFICATE).write_text(certificate, encoding="utf-8")
    return copy


def read(path: Path) -> Built:
    """Return a wheel as it is to be looked at."""
    with ZipFile(path) as wheel:
        names = wheel.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        points = [name for name in names if name.endswith(".dist-info/entry_points.txt")]
        return Built(
            path=path,
            metadata=message_from_bytes(wheel.read(metadata)),
            files=frozenset(names),
            entry_points=wheel.read(points[0]).decode() if points else "",
        )


def wheels(out: Path = DIST) -> list[Built]:
    """Return every wheel of a folder, that of Tocsin itself first."""
    found = [read(path) for path in sorted(out.glob("*.whl"))]
    return sorted(found, key=lambda wheel: (wheel.name != CORE, wheel.name))


def faults(wheel: Built, core_version: str) -> Iterator[str]:
    """Return what is wrong with a wheel, a sentence each."""
    metadata, package = wheel.metadata, wheel.name.replace("-", "_")
    yield from (f"{wheel.name} has no {field}" for field in NEEDED if not metadata[field])
    if metadata.get("Description-Content-Type", "").partition(";")[0] != "text/markdown":
        yield f"{wheel.name} has no README in Markdown"
    if not str(metadata.get_payload()).strip():
        yield f"the README of {wheel.name} is empty"
    if f"{package}/py.typed" not in wheel.files:
        yield f"{wheel.name} has no {package}/py.typed"
    if "[tocsin]" not in wheel.entry_points:
        yield f"{wheel.name} has no entry point in the group tocsin"
    strays = sorted({name.split("/")[0] for name in wheel.files if not _belongs(name, package)})
    yield from (f"{wheel.name} installs {stray} besides {package}" for stray in strays)
    if wheel.name != CORE:
        yield from _fit(wheel, core_version)
        if f"{package}/{CERTIFICATE}" not in wheel.files:
            yield f"{wheel.name} brings no certificate: {package}/{CERTIFICATE}"


def _belongs(name: str, package: str) -> bool:
    top = name.split("/")[0]
    return top == package or top.endswith((".dist-info", ".data"))


def _fit(wheel: Built, core_version: str) -> Iterator[str]:
    """A plugin says which versions of Tocsin it fits: this one, and none from 1.0 on."""
    told = [Requirement(text) for text in wheel.metadata.get_all("Requires-Dist", [])]
    of_core = [need for need in told if canonicalize_name(need.name) == CORE and not need.marker]
    if not of_core:
        yield f"{wheel.name} does not say which tocsin it fits"
    for need in of_core:
        if not need.specifier.contains(core_version, prereleases=True):
            yield f"{wheel.name} needs {need}, and this is {core_version}"
        if need.specifier.contains("1.0"):
            yield f"{wheel.name} needs {need}, which promises to fit 1.0"


def check(out: Path = DIST) -> None:
    """Look at every wheel and sdist; twine renders each README as an index does.

    Raises:
        Failed: With every fault.
    """
    found, core = wheels(out), _version()
    wrong = [fault for wheel in found for fault in faults(wheel, core)]
    wrong += _missing(found, out)
    if wrong:
        raise Failed("\n".join(wrong))
    files = sorted(str(path) for path in out.iterdir())
    _run([str(_twine()), "check", "--strict", *files])


def _missing(found: Sequence[Built], out: Path) -> list[str]:
    named = [_project(folder)["name"] for folder in distributions(with_examples=True)]
    built = {wheel.name for wheel in found}
    sources = {canonicalize_name(p.name.rpartition("-")[0]) for p in out.glob("*.tar.gz")}
    return [
        f"{name} has no {what}"
        for what, there in (("wheel", built), ("sdist", sources))
        for name in named
        if name not in there
    ]


def install(out: Path = DIST) -> None:
    """Install Tocsin into an empty environment, and each other wheel into one of its own beside.

    What Tocsin itself needs is installed once: the environment of a plugin reads it from there,
    and gets nothing besides but the plugin and what only the plugin needs.

    Raises:
        Failed: One cannot be installed, its needs contradict, or Tocsin does not offer it.
    """
    core, *others = wheels(out)
    with tempfile.TemporaryDirectory() as folder:
        base = _environment(Path(folder) / "base")
        _pip(base, "install", str(core.path))
        _pip(base, "check")
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            alone = pool.map(lambda wheel: _alone(wheel, base, Path(folder) / wheel.name), others)
            wrong = [fault for faults in alone for fault in faults]
    if wrong:
        raise Failed("\n".join(wrong))


def _alone(wheel: Built, base: Path, folder: Path) -> list[str]:
    python = _environment(folder, pip=False)
    (_packages(folder) / "base.pth").write_text(f"{_packages(base.parent.parent)}\n")
    try:
        _pip(base, "--python", str(python), "install", str(wheel.path))
        _pip(base, "--python", str(python), "check")
        listed = _run([str(python), "-c", ENDS, "plugins"], cwd=folder)
    except Failed as failed:
        return [f"{wheel.name}: {failed}"]
    heading, offers = _listed(listed, wheel.name)
    print(f"  {heading}: {', '.join(offers)}" if offers else f"  {heading}", flush=True)
    others = [line for line in listed.splitlines() if "(tocsin-" in line and line != heading]
    return [
        *([] if offers else [f"`tocsin plugins` does not list {wheel.name}:\n{listed}"]),
        *uncertified(wheel.name, offers),
        *(f"{line} is in the environment of {wheel.name}" for line in others),
    ]


def uncertified(name: str, told: Sequence[str]) -> Iterator[str]:
    """Return a fault where `tocsin plugins` does not say that an installed wheel is certified.

    Args:
        told: What it says of the wheel's plugin, a line each.
    """
    if not any(line.startswith("certified by tocsin ") for line in told):
        says = next((line for line in told if line.startswith("not certified: ")), ": no word")
        yield f"{name} as installed is not certified: {says.partition(': ')[2]}"


def _listed(told: str, name: str) -> tuple[str, list[str]]:
    """The heading of a plugin in `tocsin plugins`, and what it offers."""
    heading, offers = f"{name} is not listed", list[str]()
    for line in told.splitlines():
        if not line.startswith(" "):
            mine = f"({name} " in line
            heading = line if mine else heading
        elif mine:
            offers.append(line.strip())
    return heading, offers


def _environment(folder: Path, *, pip: bool = True) -> Path:
    """A new environment's Python."""
    _run([sys.executable, "-m", "venv", *([] if pip else ["--without-pip"]), str(folder)])
    return folder / "bin" / "python"


def _packages(folder: Path) -> Path:
    (found,) = folder.glob("lib/python*/site-packages")
    return found


def _twine() -> Path:
    """Twine, in an environment of its own: what it needs fights what Errbot pins."""
    folder = ROOT / ".venv-twine"
    twine = folder / "bin" / "twine"
    if not twine.exists():
        python = _environment(folder)
        _run([str(python), "-m", "pip", "install", "-q", *TWINE])
    return twine


def _pip(python: Path, *arguments: str) -> None:
    constraint = {"PIP_CONSTRAINT": str(ROOT / "constraints.txt")}
    _run([str(python), "-m", "pip", "-q", *arguments], env=constraint)


def _run(command: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Run a command away from this tree's own packages, and return what it said."""
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    told = {**outside, **(env or {})}
    done = subprocess.run(command, cwd=cwd, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        shown = " ".join(command[:6])
        raise Failed(f"{shown} ended with {done.returncode}:\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def _project(folder: Path) -> dict[str, Any]:
    told = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    project: dict[str, Any] = told["project"]
    return project


def _version() -> str:
    return str(_project(ROOT)["version"])


STEPS: Final[Mapping[str, Callable[[], None]]] = {
    "build": build,
    "check": check,
    "install": install,
}


def main(arguments: list[str]) -> int:
    """Do the named step, or all of them; returns the exit code."""
    if len(arguments) > 1 or not {*arguments} <= STEPS.keys():
        print("usage: dist.py [build|check|install]", file=sys.stderr)
        return 2
    for step in arguments or STEPS:
        began = time.monotonic()
        print(f"{step} ...", flush=True)
        try:
            STEPS[step]()
        except Failed as failed:
            print(failed, file=sys.stderr)
            return 1
        print(f"{step}: fine, {time.monotonic() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
