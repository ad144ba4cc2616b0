"""Build the docs site: build/docs/site, which reads offline.

The pages are laid out as they lie in the tree, so that a link that works there works here; what
they link to besides pages is laid beside them. The API reference has a page for each public module.

Usage: `docs_site.py`, what `make docs` calls. Any warning of MkDocs, and any link that leads
nowhere, fails it, and so does a public name that the reference leaves out.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from tocsin.public import BACKEND_MODULES, PUBLIC_MODULES

ROOT: Final = Path(__file__).resolve().parent.parent
BUILD: Final = ROOT / "build" / "docs"
TOOLS: Final = ROOT / ".venv-docs"
NEEDS: Final = ROOT / "scripts" / "docs-requirements.txt"
LOOK: Final = ROOT / "scripts" / "docs_look.css"
WORKER: Final = ROOT / "scripts" / "docs_worker.js"
FETCHED: Final = "https://unpkg.com/iframe-worker/shim"
SITE: Final = BUILD / "site"
PAGES: Final = BUILD / "pages"
Nav = list[object]
RUNNING: Final = (
    "operating", "delivery", "scenarios", "templates", "matrix-encryption", "verbs", "lifecycle",
    "process", "glossary",
)  # fmt: skip
AUTHORS: Final = (
    "writing-a-plugin", "testing-a-plugin", "certifying", "writing-a-chat-backend", "hooks",
    "upgrading",
)  # fmt: skip
TOP: Final = ("ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG", "LICENSE-EXCEPTION")
FOLDERS: Final = ("plugins", "backends", "examples")
_OF_FOLDERS: Final = ("plugins/*/*.md", "backends/**/*.md", "examples/*/*.md")
_LINK: Final = re.compile(r"(?P<before>\]\()(?P<target>[^)\s#]+)(?P<after>[^)]*\))")


def pages() -> list[Path]:
    """Return every page, by its path from the top of the tree."""
    patterns = ("*.md", "docs/**/*.md", "changelog.d/README.md", *_OF_FOLDERS)
    return sorted({path.relative_to(ROOT) for pattern in patterns for path in ROOT.glob(pattern)})


def lay_out() -> None:
    """Lay the pages out, with what they link to."""
    shutil.rmtree(BUILD, ignore_errors=True)
    for path in pages():
        _put(path, _linked((ROOT / path).read_text(encoding="utf-8"), path))
    _put(Path("docs/adr/README.md"), _decisions())
    _put(Path("assets/look.css"), LOOK.read_text(encoding="utf-8"))
    for module in (*PUBLIC_MODULES, *BACKEND_MODULES):
        _put(Path(f"api/{module}.md"), _reference(module))
    settings = {"INHERIT": str(ROOT / "mkdocs.yml"), "nav": _nav()}
    (BUILD / "mkdocs.yml").write_text(json.dumps(settings, indent=1), encoding="utf-8")


def _reference(module: str) -> str:
    """The page of a public module; a name that a module below it has as well is shown by itself."""
    names = import_module(module).__all__
    shadowed = [name for name in names if _place(module, name) != f"{module}.{name}"]
    shown = "    options:\n      show_root_heading: true\n"
    extra = "".join(f"\n::: {_place(module, name)}\n{shown}" for name in shadowed)
    return f"# `{module}`\n\n::: {module}\n{extra}"


def _place(module: str, name: str) -> str:
    """Where the reference has a name: `tocsin.chat.text.text`, since text is a module as well."""
    is_module = (Path(str(import_module(module).__file__)).parent / f"{name}.py").is_file()
    return f"{module}.{name}.{name}" if is_module else f"{module}.{name}"


def _put(path: Path, text: str) -> None:
    (PAGES / path).parent.mkdir(parents=True, exist_ok=True)
    (PAGES / path).write_text(text, encoding="utf-8")


def _linked(text: str, path: Path) -> str:
    """The text with each link to a folder made one to its page; files it links to are laid out."""

    def linked(found: re.Match[str]) -> str:
        target = found["target"]
        place = (ROOT / path.parent / target).resolve()
        if "://" in target or not place.is_relative_to(ROOT):
            return found[0]
        if place.is_dir():
            _list(place)
            return f"{found['before']}{target.rstrip('/')}/README.md{found['after']}"
        if place.is_file() and place.suffix != ".md":
            copy = PAGES / place.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place, copy)
        return found[0]

    return _LINK.sub(linked, text)


def _list(folder: Path) -> None:
    """Give a folder that is linked to and has no page one that lists its files."""
    page = folder.relative_to(ROOT) / "README.md"
    if (ROOT / page).exists() or page.match("docs/adr/README.md"):
        return
    files = sorted(path.name for path in folder.iterdir() if path.is_file())
    for name in files:
        (PAGES / page.parent).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, PAGES / page.parent / name)
    _put(page, "\n".join((f"# {folder.name}", "", *(f"- [{name}]({name})" for name in files), "")))


def _decisions() -> str:
    """The page that lists every decision."""
    records = [path for path in pages() if path.match("docs/adr/[0-9]*.md")][1:]
    listed = (f"- [{_title(ROOT / path)}]({path.name})" for path in records)
    return "\n".join(("# Decisions", "", "Why it is as it is.", "", *listed, ""))


def _title(path: Path) -> str:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    return first.removeprefix("# ").replace("`", "")


def _nav() -> Nav:
    every = [path.as_posix() for path in pages()]
    records = [path for path in every if path.startswith("docs/adr/")]
    kinds = [path for path in every if path.startswith("docs/kinds/") and "README" not in path]
    of_folders = {
        folder: [path for path in every if path.startswith(f"{folder}/")] for folder in FOLDERS
    }
    named = _named((*RUNNING, *AUTHORS))
    listed = {*records, *kinds, *named, *(f"{name}.md" for name in TOP)}
    listed |= {"README.md", "docs/kinds/README.md", *(p for ps in of_folders.values() for p in ps)}
    return [
        "README.md",
        {"Running it": list(_named(RUNNING))},
        {"Plugins": [*of_folders["plugins"], *of_folders["backends"]]},
        {
            "For authors": [
                *_named(AUTHORS),
                {"Kinds": ["docs/kinds/README.md", *({Path(kind).stem: kind} for kind in kinds)]},
                {"Examples": of_folders["examples"]},
            ]
        },
        {"API": [f"api/{module}.md" for module in (*PUBLIC_MODULES, *BACKEND_MODULES)]},
        {
            "How it is built": [
                *(f"{name}.md" for name in TOP),
                *(path for path in every if path not in listed),
                {"Decisions": ["docs/adr/README.md", *records]},
            ]
        },
    ]


def _named(names: Sequence[str]) -> list[str]:
    return [f"docs/{name}.md" for name in names]


def build() -> None:
    """Have MkDocs build the site; any warning of it is a failure.

    Raises:
        CalledProcessError: It ended with another code than 0.
    """
    python = TOOLS / "bin" / "python"
    if not (TOOLS / "bin" / "mkdocs").exists():
        subprocess.run([sys.executable, "-m", "venv", str(TOOLS)], check=True)
        install = (str(python), "-m", "pip", "install", "-q", "-r", str(NEEDS))
        subprocess.run(install, check=True)
    told: Mapping[str, str] = {
        **os.environ, "PYTHONPATH": str(ROOT / "core"), "NO_MKDOCS_2_WARNING": "1",
    }  # fmt: skip
    command = (str(python), "-m", "mkdocs", "build", "--strict", "-q", "-f", "mkdocs.yml")
    subprocess.run(command, cwd=BUILD, env=told, check=True)


def be_offline(site: Path = SITE) -> None:
    """Have each page take the one script that it would fetch from the net from beside it."""
    shutil.copyfile(WORKER, site / "assets" / "worker.js")
    for path in site.rglob("*.html"):
        up = "../" * (len(path.relative_to(site).parts) - 1)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(FETCHED, f"{up}assets/worker.js"), encoding="utf-8")


class _Links(HTMLParser):
    """The links of a page, and what can be linked to on it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.places |= {place for name in ("id", "name") if (place := told.get(name))}
        links = [link for name in ("href", "src") if (link := told.get(name))]
        self.links += links
        loads = tag in ("script", "img", "iframe") or told.get("rel") in ("stylesheet", "icon")
        self.loads += links if loads else []


def dead_links(site: Path = SITE) -> Iterator[str]:
    """Return each link of a built site that leads nowhere in it, and what needs a network."""
    read: dict[Path, _Links] = {}
    for path in sorted(site.rglob("*.html")):
        read[path] = _Links()
        read[path].feed(path.read_text(encoding="utf-8"))
    for path, page in read.items():
        for link in page.links:
            if not _leads_somewhere(path, link, read):
                yield f"{path.relative_to(site)}: {link}"
        for link in page.loads:
            if urlsplit(link).netloc:
                yield f"{path.relative_to(site)} fetches {link}"


def left_out(site: Path = SITE) -> Iterator[str]:
    """Return each public name that the API reference does not have."""
    for module in PUBLIC_MODULES:
        page = _Links()
        page.feed((site / "api" / f"{module}.html").read_text(encoding="utf-8"))
        for name in import_module(module).__all__:
            if _place(module, name) not in page.places:
                yield f"{module}.{name} is not in the API reference"


def _leads_somewhere(path: Path, link: str, read: Mapping[Path, _Links]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or path.name == "404.html":
        return True
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    target = target / "index.html" if target.is_dir() else target
    if not target.is_file():
        return False
    return not parts.fragment or target not in read or _has(read[target], parts.fragment)


def _has(page: _Links, fragment: str) -> bool:
    return unquote(fragment) in page.places or fragment.startswith("__")


def main() -> int:
    """Build the site and follow its links; returns the exit code."""
    lay_out()
    try:
        build()
    except subprocess.CalledProcessError as error:
        print(
            f"the site was not built: {error.cmd[0]} ended with {error.returncode}", file=sys.stderr
        )
        return 1
    be_offline()
    wrong = [*dead_links(), *left_out()]
    if wrong:
        print("what is wrong with the site:", *wrong, sep="\n  ", file=sys.stderr)
        return 1
    print(f"{len(list(SITE.rglob('*.html')))} pages in {SITE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
