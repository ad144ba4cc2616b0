"""The status page as an Atom feed: one item for each entry."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as Xml

from tocsin.web.status_view import ShownEntry, ShownIncident, StatusView

ATOM: Final = "http://www.w3.org/2005/Atom"
NEWEST: Final = 50


def atom_feed(view: StatusView, url: str) -> bytes:
    """Return the feed, the latest entry first."""
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(root, "title", view.title)
    _text(root, "id", f"urn:tocsin:status:{url}")
    _text(root, "updated", _time(view.updated))
    _link(root, url, "alternate")
    _link(root, f"{url}/feed.atom", "self")
    _text(Xml.SubElement(root, "author"), "name", view.title)
    said = [(entry, notice) for notice in view.notices for entry in notice.entries]
    for entry, notice in sorted(said, key=lambda pair: pair[0].at, reverse=True)[:NEWEST]:
        _entry(root, entry, notice, url)
    text: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _entry(root: Xml.Element, entry: ShownEntry, notice: ShownIncident, url: str) -> None:
    element = Xml.SubElement(root, "entry")
    _text(element, "id", f"urn:tocsin:status:{notice.anchor}:{entry.n}")
    _text(element, "title", f"{entry.word}: {notice.title}")
    _text(element, "published", _time(entry.at))
    _text(element, "updated", _time(entry.at))
    _link(element, f"{url}#{notice.anchor}", "alternate")
    _text(element, "content", "\n\n".join(entry.paragraphs)).set("type", "text")


def _text(parent: Xml.Element, name: str, text: str) -> Xml.Element:
    child = Xml.SubElement(parent, name)
    child.text = text
    return child


def _link(parent: Xml.Element, href: str, rel: str) -> None:
    Xml.SubElement(parent, "link", {"rel": rel, "href": href})


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
