"""The certificate that a plugin's package carries, and whether it is about what is installed.

`tocsin certify --write` puts it into the package, so it is in the wheel. It names the digest of
every other file of the package: a package that was changed after that is not certified. It is no
signature: it says that somebody ran the checks on exactly these files, and everybody can again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, Field, ValidationError

from tocsin.hookspecs import API_VERSION
from tocsin.plugin_manager import GROUP
from tocsin.plugin_manager.installed_files import beside, content, folder_links, packages, roots

CERTIFICATE: Final = "certificate.json"
FORMAT: Final = 1
MOST_BYTES: Final = 64 * 1024
Word = Annotated[str, Field(max_length=100, pattern=r"^[\w.+!-]*$")]
"""A text that a terminal shows as it stands."""


class Certificate(BaseModel):
    """What the file says.

    Attributes:
        format: Its shape.
        tocsin: The version that certified it.
        digest: As of `digest_of`.
    """

    format: int = Field(ge=1)
    distribution: Word
    version: Word
    api: int
    tocsin: Word
    digest: Word


def digest_of(folders: Iterable[Path]) -> str:
    """Return the SHA-256 over name and content of every file of these packages, as hex.

    Args:
        folders: The folder of each package, or the file of a module.
    """
    whole = sha256()
    for root in folders:
        for file in (file for file in content(root) if file != root / CERTIFICATE):
            name = file.relative_to(root.parent).as_posix().encode()
            inner = sha256(file.read_bytes()).digest()
            whole.update(len(name).to_bytes(4) + name + inner)
    return whole.hexdigest()


def standing(point: EntryPoint) -> str:
    """Return `certified by tocsin 0.1.0`, or `not certified` and why not, of an entry point.

    Nothing of the plugin is run.
    """
    try:
        why = _refusal(point)
    except (OSError, ValueError, ImportError):
        why = "its certificate cannot be read"
    return why if why.startswith("certified") else f"not certified: {why}"


def _refusal(point: EntryPoint) -> str:
    points = point.dist.entry_points.select(group=GROUP) if point.dist is not None else (point,)
    folders = roots(points)
    file = folders[0] / CERTIFICATE if folders and folders[0].is_dir() else None
    if file is None or not file.is_file():
        return "it brings no certificate"
    if file.stat().st_size > MOST_BYTES:
        return "its certificate cannot be read"
    try:
        told = Certificate.model_validate_json(file.read_bytes())
    except ValidationError:
        return "its certificate cannot be read"
    return _compared(told, point, folders)


def _compared(told: Certificate, point: EntryPoint, folders: Sequence[Path]) -> str:
    if told.format != FORMAT:
        return "its certificate has a format of another Tocsin"
    if told.api != API_VERSION:
        return f"its certificate is for plugin API {told.api}, this is {API_VERSION}"
    if point.dist is not None and (told.distribution, told.version) != (
        point.dist.name,
        point.dist.version,
    ):
        return f"its certificate is that of {told.distribution} {told.version}"
    for link in (link for root in folders for link in folder_links(root)):
        return f"{_printable(link)} is a link to a folder"
    if told.digest != digest_of(folders):
        return "its files are others than those that were certified"
    return _stray(point) or f"certified by tocsin {told.tocsin}"


def _stray(point: EntryPoint) -> str:
    """What came with it and is run, though it is in none of its packages; "" if there is none."""
    if point.dist is None:
        return ""
    own = packages(point.dist.entry_points.select(group=GROUP))
    for file in beside(point.dist, own):
        name = _printable(file)
        return f"{name} came with it, and lies beside the package that was certified"
    return ""


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
