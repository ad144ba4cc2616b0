"""The certificate that a plugin's package carries, and whether it is about what is installed.

`tocsin certify --write` puts it into the package, so it is in the wheel. It names the digest of
every other file of the package: a package that was changed after that is not certified. It is no
signature: it says that somebody ran the checks on exactly these files, and everybody can again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, Field, ValidationError

from tocsin.hookspecs import API_VERSION

CERTIFICATE: Final = "certificate.json"
FORMAT: Final = 1
MOST_BYTES: Final = 64 * 1024
_NOT_OURS: Final = frozenset({"__pycache__"})


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


def digest_of(roots: Iterable[Path]) -> str:
    """Return the SHA-256 over name and content of every file of these packages, as hex.

    Args:
        roots: The folder of each package, or the file of a module.
    """
    whole = sha256()
    for root in roots:
        for file in _files(root):
            name = file.relative_to(root.parent).as_posix().encode()
            content = sha256(file.read_bytes()).digest()
            whole.update(len(name).to_bytes(4) + name + content)
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
    root = _root(point)
    file = root / CERTIFICATE if root is not None and root.is_dir() else None
    if root is None or file is None or not file.is_file():
        return "it brings no certificate"
    if file.stat().st_size > MOST_BYTES:
        return "its certificate cannot be read"
    try:
        told = Certificate.model_validate_json(file.read_bytes())
    except ValidationError:
        return "its certificate cannot be read"
    return _compared(told, point, root)


def _compared(told: Certificate, point: EntryPoint, root: Path) -> str:
    if told.format != FORMAT:
        return "its certificate has a format of another Tocsin"
    if told.api != API_VERSION:
        return f"its certificate is for plugin API {told.api}, this is {API_VERSION}"
    if point.dist is not None and (told.distribution, told.version) != (
        point.dist.name,
        point.dist.version,
    ):
        return f"its certificate is that of {told.distribution} {told.version}"
    if told.digest != digest_of([root]):
        return "its files are others than those that were certified"
    return f"certified by tocsin {told.tocsin}"


def _root(point: EntryPoint) -> Path | None:
    """The folder of the package, found without importing it."""
    spec = find_spec(point.module.partition(".")[0])
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for file in sorted(root.rglob("*")):
        inner = file.relative_to(root)
        if file.is_file() and not _NOT_OURS & set(inner.parts) and inner.as_posix() != CERTIFICATE:
            yield file
