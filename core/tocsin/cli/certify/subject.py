"""The distribution that is certified: where it is installed, and where its tests are."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from tocsin.errors import InvalidValue, NotFound
from tocsin.plugin_manager import GROUP
from tocsin.plugin_manager.installed_files import beside, editable_folder, packages, roots

PROJECT: Final = "pyproject.toml"
README: Final = "README.md"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """An installed distribution.

    Args:
        points: Its entry points for Tocsin.
        roots: The folder of each package of an entry point, or the file of a module.
        folder: Where its pyproject.toml is, if it is known.
        tests: The folder of its tests, if it is known.
        readme: The text of its README, "" if there is none.
        licence: What its metadata says of its licence, "" if nothing.
        beside: Files with code that it installs outside of its roots.
    """

    name: str
    version: str
    points: tuple[EntryPoint, ...]
    roots: tuple[Path, ...]
    folder: Path | None
    tests: Path | None
    readme: str
    licence: str
    beside: tuple[str, ...] = ()

    @property
    def packages(self) -> tuple[str, ...]:
        """The top-level names of its modules."""
        return packages(self.points)

    def place(self, file: Path | str, line: int = 0) -> str:
        """Return `file:line`, the file as it is found from the project's folder."""
        path, after = Path(file), f":{line}" if line else ""
        bases = (self.folder, *(root.parent for root in self.roots))
        for base in (base for base in bases if base is not None):
            if path.is_relative_to(base):
                return f"{path.relative_to(base).as_posix()}{after}"
        return f"{path.name}{after}"


def find_subject(asked: str, tests: Path | None, *, here: Path) -> Subject:
    """Return the installed distribution of a name, or of the pyproject.toml of a folder.

    Its tests are in `tests`; without that in the folder `tests` of the folder that was named, of
    what it is installed from (`pip install -e`), or of `here` if that is its project.

    Raises:
        NotFound: There is no such distribution here, or no such folder of tests.
        InvalidValue: It is no plugin of Tocsin, or the folder has no pyproject.toml.
    """
    named = Path(asked) if (here / asked / PROJECT).is_file() else None
    if named is None and (here / asked).is_dir() and not _is_installed(asked):
        raise InvalidValue(f"{asked} has no {PROJECT}; name the folder of a plugin's source.")
    folder = (here / named).resolve() if named else None
    found = _installed(_project_name(folder) if folder else asked)
    points = tuple(found.entry_points.select(group=GROUP))
    if not points:
        raise InvalidValue(f"{found.name} has no entry point in the group `{GROUP}`: no plugin.")
    folder = folder or editable_folder(found) or _beside(found, here.resolve())
    if tests is not None and not tests.is_dir():
        raise NotFound(f"There is no folder {tests}; --tests names the folder of its tests.")
    own = folder / "tests" if folder else None
    return Subject(
        name=found.name,
        version=found.version,
        points=points,
        roots=roots(points),
        folder=folder,
        tests=tests.resolve() if tests else own if own and own.is_dir() else None,
        readme=_readme(found, folder),
        licence=_licence(found),
        beside=tuple(beside(found, packages(points))),
    )


def _installed(name: str) -> Distribution:
    try:
        return distribution(name)
    except (PackageNotFoundError, ValueError):
        raise NotFound(
            f"{name} is not installed here; install it first, as in `pip install -e .`"
        ) from None


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except (PackageNotFoundError, ValueError):
        return False
    return True


def _project_name(folder: Path) -> str:
    try:
        project = tomllib.loads((folder / PROJECT).read_text(encoding="utf-8")).get("project", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise InvalidValue(f"{folder / PROJECT} cannot be read as TOML.") from None
    name = project.get("name")
    if not isinstance(name, str):
        raise InvalidValue(f"{folder / PROJECT} says no [project] name.")
    return name


def _beside(found: Distribution, here: Path) -> Path | None:
    if not (here / PROJECT).is_file():
        return None
    try:
        name = _project_name(here)
    except InvalidValue:
        return None
    return here if _normal(name) == _normal(found.name) else None


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _readme(found: Distribution, folder: Path | None) -> str:
    file = folder / README if folder else None
    if file is not None and file.is_file():
        return file.read_text(encoding="utf-8", errors="replace")
    _, _, text = (found.read_text("METADATA") or "").partition("\n\n")
    return text


def _licence(found: Distribution) -> str:
    told = [
        text
        for key in ("License-Expression", "License", "Classifier")
        for text in found.metadata.get_all(key) or []
        if key != "Classifier" or text.startswith("License")
    ]
    return next((text for text in told if text), "")
