"""The status page: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from tocsin.chat import Words
from tocsin.chat.forms import Field, Form
from tocsin.desk.argument_shape import ArgumentShape, one_of
from tocsin.desk.form_fields import FormContext, choice
from tocsin.desk.grammar import option, words
from tocsin.desk.options import choice_of, free, shape
from tocsin.desk.previews import preview_entry
from tocsin.desk.request import Request, readable
from tocsin.desk.verb import SHOW, Verb, ViewContext, when_bare_or_show
from tocsin.domain.command import Command
from tocsin.domain.status_page import default_entry
from tocsin.domain.status_page.decide import DraftStatus, PublishStatus
from tocsin.wording.clean import clean
from tocsin.wording.forms import SHOWN_FIRST
from tocsin.wording.status_page import shown_text


def status_page(request: Request) -> Command:
    """Parse what stands behind `status-page`.

    `draft <text>`, `publish [text]`, either with `--title T`; `show` does not come here.
    """
    first, text = request.split()
    word = request.choose(first, (*_PARSERS, SHOW), "word for the status page", near=False)
    parse = _PARSERS.get(word)
    if parse is None:
        raise request.wrong("`show` takes no more words.")
    return parse(request, text.strip())


def _draft(request: Request, text: str) -> DraftStatus:
    title, said = _titled(request, text)
    shown = readable(said)
    if not shown:
        raise request.wrong("Say what the status page is to say.")
    return DraftStatus(text=shown, title=title)


def _publish(request: Request, text: str) -> PublishStatus:
    title, said = _titled(request, text)
    return PublishStatus(text=readable(said), title=title)


def _titled(request: Request, text: str) -> tuple[str, str]:
    """The title given for the public, and the text without it: `--title "Cards fail" We look`."""
    found = words(text)
    named = (option(word) or ("", None) for word in found)
    titles = ((n, given[1]) for n, given in enumerate(named) if given[0] == "title")
    place, same = next(titles, (-1, ""))
    if place < 0:
        return "", text
    last = found[min(place + (same is None), len(found) - 1)]
    title = clean(last.text if same is None else same)
    if not title or (same is None and last is found[place]):
        raise request.wrong('Say the title in quotes: --title "Card payments fail".')
    rest = f"{text[: found[place].start].rstrip()} {text[last.end :].lstrip()}"
    return title, rest.strip()


_PARSERS: Final[Mapping[str, Callable[[Request, str], Command]]] = MappingProxyType(
    {"draft": _draft, "publish": _publish}
)
WORDS: Final = (*_PARSERS, SHOW)


def status_page_view(context: ViewContext) -> Words:
    """The last entries, the draft, which pages fell behind, and what comes next."""
    incident, sentence_context = context.incident, context.sentence_context
    entry, words = default_entry(incident), ""
    if entry is not None and not incident.status_draft:
        words = context.request.roster().words(entry.template, incident, sentence_context.now)
    return shown_text(sentence_context, words)


LONGEST_TITLE: Final = 120
LONGEST: Final = 3000


def _what_field() -> Field:
    return choice(
        "what",
        "What is done with it",
        (("publish", "Publish it"), ("draft", "Keep it as the draft")),
        value="publish",
    )


def status_page_form(sheet: FormContext) -> Form | None:
    """The form of `status-page`: the next entry or its draft; None where the team has no page."""
    incident = sheet.incident
    if incident.status in ("declined", "merged") or not sheet.roster.instances.get("status_page"):
        return None
    draft = incident.status_draft
    return sheet.form(
        "status-page",
        "status page",
        'status-page {what:word} --title="{title}" {text:lines}',
        _what_field(),
        Field(
            name="title",
            label="Title of the incident for customers",
            value=(incident.status_draft_title or incident.public_title)[:LONGEST_TITLE],
            hint="Empty = as it is",
            most=LONGEST_TITLE,
        ),
        Field(
            name="text",
            label="What customers read",
            kind="lines",
            value=draft if len(draft) <= LONGEST else "",
            hint=f"Empty = the draft, else the words of the last update. {SHOWN_FIRST}",
            most=LONGEST,
        ),
        submit="Show it",
    )


ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage='status-page <draft|publish|show> [--title "Cards fail"] [text]',
        help="what customers read; publish without text takes the last update",
        group="Tell",
        does=status_page,
        views=status_page_view,
        reads=when_bare_or_show,
        preview=preview_entry,
        takes=ArgumentShape(closed=one_of(WORDS), text="may"),
        final=True,
        reasoned=True,
        commands=(
            shape(
                '{what:word} --title="{title}" {text:lines}',
                choice_of("what", "What to do", WORDS, required=True),
                free("title", "Its title for customers", LONGEST_TITLE),
                free("text", "What customers read", LONGEST),
                form="status-page",
            ),
        ),
        form=status_page_form,
    ),
)
