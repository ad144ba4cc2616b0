"""What a file for a room must be."""

from __future__ import annotations

import pytest

from tocsin.chat.port import MOST_BYTES, File
from tocsin.errors import InvalidValue


def file(**other: object) -> File:
    facts = {"name": "a-1.png", "media_type": "image/png", "content": b"x", "alt": "a line"}
    return File(**{**facts, **other})  # type: ignore[arg-type]  # wrong values are the point


def test_a_file_has_a_name_a_type_a_content_and_words() -> None:
    one = file(content=b"x" * MOST_BYTES)
    assert (one.name, one.media_type, one.alt) == ("a-1.png", "image/png", "a line")


@pytest.mark.parametrize("name", ["", "../a.png", "a/b.png", ".a", "a\n.png", "ä.png", "x" * 129])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match="no name of a file"):
        file(name=name)


@pytest.mark.parametrize("media_type", ["", "png", "image/", "image/png\r\nX: y", "a/b; c"])
def test_a_media_type_that_is_none_is_refused(media_type: str) -> None:
    with pytest.raises(InvalidValue, match="no media type"):
        file(media_type=media_type)


@pytest.mark.parametrize("content", [b"", b"x" * (MOST_BYTES + 1)])
def test_the_size_is_bounded(content: bytes) -> None:
    with pytest.raises(InvalidValue, match=f"{len(content)} bytes"):
        file(content=content)


@pytest.mark.parametrize("alt", ["", " \n"])
def test_what_is_only_to_be_seen_is_refused(alt: str) -> None:
    with pytest.raises(InvalidValue, match="do not see it"):
        file(alt=alt)


def test_the_content_is_not_shown_in_a_log() -> None:
    assert "secret" not in repr(file(content=b"secret"))
