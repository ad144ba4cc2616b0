"""The built-in place for post-mortems: Markdown files in a folder."""

from __future__ import annotations

from pathlib import Path

from tocsin.builtin import postmortem_files as files
from tocsin.providers import (
    Call,
    PostmortemDocument,
    ProviderConfig,
    ProviderContext,
    ProviderType,
    Ref,
)


class FolderConfig(ProviderConfig):
    """`[postmortems.folder]`; without a section the files lie in the data folder."""

    folder: str = ""
    """Where the files go; "" = a folder of its own in the data folder."""
    public_url: files.PublicUrl = ""
    """Where readers outside find its files; "" = nowhere."""


class Folder:
    """One file for each incident; publishing again replaces it."""

    def __init__(self, path: Path, public_url: str) -> None:
        """Nothing is made before the first document."""
        self._path = path
        self._public_url = public_url

    def publish(self, document: PostmortemDocument, call: Call) -> Ref:
        """Write the file."""
        path = self._path / files.document_file_name(document)
        files.write_whole(path, document.markdown)
        return Ref(id=str(path), url=self.address(document))

    def address(self, document: PostmortemDocument) -> str:
        """Return the address below `public_url`."""
        return files.document_link(self._public_url, document)


def _make(config: FolderConfig, context: ProviderContext) -> Folder:
    path = Path(config.folder) if config.folder else context.data_dir / "postmortems"
    return Folder(path, config.public_url)


FOLDER = ProviderType(
    kind="postmortems",
    name="folder",
    summary="post-mortems as Markdown files in a folder",
    config=FolderConfig,
    factory=_make,
)
