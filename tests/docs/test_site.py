"""The docs site: every page has its place in it, and a link that leads nowhere is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import docs_site
from scripts.docs_site import FETCHED, be_offline, dead_links, lay_out, pages
from tocsin.public import PUBLIC_MODULES


@pytest.fixture
def laid_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(docs_site, "BUILD", tmp_path)
    monkeypatch.setattr(docs_site, "PAGES", tmp_path / "pages")
    lay_out()
    return tmp_path


def test_every_page_lies_where_it_lies_in_the_tree(laid_out: Path) -> None:
    there = laid_out / "pages"
    assert [path for path in pages() if not (there / path).is_file()] == []
    assert (there / "deploy" / "tocsin.service").is_file()  # a page links to it


def test_the_navigation_names_every_page_of_the_docs_and_of_the_api(laid_out: Path) -> None:
    told = json.dumps(json.loads((laid_out / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])
    wanted = [path.as_posix() for path in pages()]
    wanted += [f"api/{module}.md" for module in PUBLIC_MODULES]
    assert [path for path in wanted if f'"{path}"' not in told] == []


def a_site(folder: Path, **written: str) -> Path:
    for name, text in written.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    (folder / "assets").mkdir()
    return folder


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ('<a href="b.html#there">', []),
        ('<a href="https://example.com/x">', []),
        ('<a href="c.html">', ["a.html: c.html"]),
        ('<a href="b.html#gone">', ["a.html: b.html#gone"]),
        ('<a href="#gone">', ["a.html: #gone"]),
        (
            '<script src="https://example.com/x.js">',
            ["a.html fetches https://example.com/x.js"],
        ),
    ],
)
def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, link: str, told: list[str]) -> None:
    assert list(dead_links(a_site(tmp_path, a=link, b='<p id="there">'))) == told


def test_what_would_be_fetched_from_the_net_lies_beside_the_pages(tmp_path: Path) -> None:
    site = a_site(tmp_path, a=f'<script src="{FETCHED}">')
    assert list(dead_links(site)) == [f"a.html fetches {FETCHED}"]
    be_offline(site)
    assert list(dead_links(site)) == []
    assert "window.Worker" in (site / "assets" / "worker.js").read_text(encoding="utf-8")
