"""The post-mortem: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from tocsin.chat import Words
from tocsin.chat.forms import Field, Form
from tocsin.desk import completion_candidates
from tocsin.desk.argument_shape import ArgumentShape
from tocsin.desk.form_fields import FormContext, choice
from tocsin.desk.grammar import begins_quoted, first_number, split_first_word
from tocsin.desk.normalize import bare
from tocsin.desk.options import choice_of, free, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import SHOW, Verb, ViewContext, when_bare_or_show
from tocsin.domain.command import Command
from tocsin.domain.postmortem import SECTIONS
from tocsin.domain.postmortem.decide import (
    DraftPostmortem,
    PublishPostmortem,
    ReviewPostmortem,
    SkipPostmortem,
    WriteSection,
)
from tocsin.domain.postmortem.record import Kept
from tocsin.wording.postmortem import show as wording

SECTION: Final = "section"


def postmortem(request: Request) -> Command:
    """Parse what stands behind `postmortem`.

    `draft`, `review [comment]`, `publish`, `skip <reason>` or `<section> <text>`, before which
    `section` may stand: what follows is then none of the others, whatever it is called.
    """
    first, text = request.split()
    if begins_quoted(request.rest):
        raise request.wrong("Say first into which section it belongs.")
    word = request.choose(
        first, (*_PARSERS, SHOW, *SECTIONS), "word for the post-mortem", near=False
    )
    parse = _PARSERS.get(word)
    return (
        parse(request, text.strip()) if parse is not None else _section(request, word, text.strip())
    )


def _named_section(request: Request, text: str) -> WriteSection:
    name, words = split_first_word(text)
    return _section(request, request.choose(name, SECTIONS, "section", near=False), words.strip())


def _section(request: Request, word: str, text: str) -> WriteSection:
    section = next((name for name in SECTIONS if name == word), None)
    if section is None or not stripped_text(text):
        raise request.wrong(f"Say what belongs into {word}.")
    return WriteSection(section=section, text=stripped_text(text))


def _draft(request: Request, text: str) -> DraftPostmortem:
    _nothing(request, text)
    return DraftPostmortem()


def _review(_ask: Request, text: str) -> ReviewPostmortem:
    return ReviewPostmortem(comment=stripped_text(text))


def _publish(request: Request, text: str) -> PublishPostmortem:
    _nothing(request, text)
    return PublishPostmortem()


def _skip(request: Request, text: str) -> SkipPostmortem:
    if not stripped_text(text):
        raise request.wrong("Say why there will be no post-mortem.")
    return SkipPostmortem(reason=stripped_text(text))


def _nothing(request: Request, text: str) -> None:
    if stripped_text(text):
        raise request.wrong("This takes no more words; for words: `postmortem <section> <text>`.")


_PARSERS: Final[Mapping[str, Callable[[Request, str], Command]]] = MappingProxyType(
    {
        "draft": _draft,
        "review": _review,
        "publish": _publish,
        "skip": _skip,
        SECTION: _named_section,
    }
)


def closed(words: tuple[str, ...]) -> int:
    """How many of the words in front only say what is wanted: `show timeline 2`, `lessons`."""
    first = bare(words[0]).lower() if words else ""
    if first == SHOW:
        return len(words)
    if first == SECTION:
        return 2
    return int(first in _PARSERS or first in SECTIONS)


def postmortem_view(context: ViewContext) -> Words:
    """Nothing behind it: how far it got; `show`: the document; `show <section> [part]`: one whole.

    Raises:
        InvalidValue: There is no such section, or the part is no number.
    """
    _, asked = split_first_word(context.request.rest)
    if not asked:
        kept = _kept(context)
        sentences = context.sentence_context
        if context.request.rest.strip():
            return wording.document_text(sentences, kept)
        return wording.overview(sentences, kept)
    said, rest = split_first_word(asked)
    section = context.request.choose(said.strip(":,"), wording.shown_sections(), "section")
    return wording.section_text(
        context.sentence_context, _kept(context), section, _part(context, rest)
    )


def _part(context: ViewContext, said: str) -> int:
    n, more = first_number(said)
    if said and (n is None or more):
        raise context.request.wrong("A part is a number, as in `postmortem show timeline 2`.")
    return n or 1


def _kept(context: ViewContext) -> Kept:
    stored = context.tx.events(context.incident.id)
    return tuple((row.seq, row.event) for row in stored if row.event is not None)


LONGEST_SECTION: Final = 2000


def postmortem_form(sheet: FormContext) -> Form | None:
    """The form of `postmortem <section>`: words for one section."""
    if sheet.incident.status not in ("resolved", "closed"):
        return None
    sections = ((name, name.replace("-", " ").capitalize()) for name in SECTIONS)
    return sheet.form(
        "postmortem",
        "post-mortem",
        f'postmortem {SECTION} {{section:word}} "{{text:lines}}"',
        choice("section", "Section", sections, value=SECTIONS[0]),
        Field(name="text", label="Words", kind="lines", required=True, most=LONGEST_SECTION),
        submit="Add",
    )


ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage="postmortem [draft|show [section]|review [comment]|publish|skip <reason>"
        "|<section> <text>]",
        help="what we learn: read it, write it, review it, publish it",
        group="Learn",
        does=postmortem,
        views=postmortem_view,
        reads=when_bare_or_show,
        takes=ArgumentShape(closed=closed, text="must"),
        final=True,
        reasoned=True,
        commands=(
            shape(
                '{section:word} "{text:lines}"',
                choice_of(
                    "section",
                    "What to do, or which section",
                    ("draft", SHOW, "review", "publish", "skip", *SECTIONS),
                ),
                free("text", "The words", LONGEST_SECTION),
            ),
        ),
        completes=(completion_candidates.these("draft", SHOW, "review", *SECTIONS),),
        form=postmortem_form,
    ),
)
