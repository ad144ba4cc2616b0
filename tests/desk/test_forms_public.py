"""What customers read is filled in, shown whole as it will go out, and sent after a yes."""

from __future__ import annotations

from tests.desk.given import World, open_p1
from tests.desk.test_forms import drawn
from tocsin.chat.forms import Form
from tocsin.desk.reply import Reply
from tocsin.domain.status_page import last_post

WORDS = "Cards fail for some | customers.\n\nWe look into it -- see below.\n--reason none"
SHOWN = "Cards fail for some | customers.\n\nWe look into it -- see below.\n'--reason' none"


def working() -> World:
    world = open_p1()
    world.rules.tools |= {"status_page": ("static",), "customers": ("mail",)}
    assert world.say("!incident flag customer-impact").accepted
    assert world.say("!incident take ic").accepted or world.incident().holder("ic") == "ana"
    return world


def form_of(world: World, name: str, by: str = "ana") -> Form:
    one = drawn(world, name, by=by)
    assert one is not None
    return one


def sent(world: World, name: str, **values: str) -> Reply:
    one = form_of(world, name)
    usual = {field.name: field.value for field in one.fields}
    return world.say(f"!{one.filled({**usual, **values})}")


def test_an_entry_is_shown_whole_and_goes_out_after_a_yes() -> None:
    world = working()
    reply = sent(world, "status-page", text=WORDS, title="Card payments fail")
    told = reply.text.as_plain()
    assert "Title: Card payments fail" in told
    assert all(f"> {row}".rstrip() in told for row in SHOWN.split("\n"))
    assert [one.label for one in reply.actions][:2] == ["Send", "Drop"]
    assert SHOWN not in str(world.incident().status_posts)
    assert world.say("!incident yes").accepted
    last = last_post(world.incident())
    assert last is not None
    assert last.text == SHOWN
    assert world.incident().public_title == "Card payments fail"


def test_an_entry_that_is_kept_stands_in_the_form_the_next_time() -> None:
    world = working()
    assert sent(world, "status-page", what="draft", text=WORDS, title="Cards fail").accepted
    again = {field.name: field.value for field in form_of(world, "status-page").fields}
    assert again == {"what": "publish", "title": "Cards fail", "text": SHOWN}


def test_without_words_the_last_update_is_published() -> None:
    world = working()
    assert world.say("!incident update Investigating | carts fail | we look | unknown").accepted
    assert "carts" not in sent(world, "status-page").text.as_plain()
    assert world.say("!incident yes").accepted
    assert last_post(world.incident()) is not None


def test_a_mail_stands_there_as_it_would_be_sent_and_is_changed() -> None:
    world = working()
    one = form_of(world, "notify-customers")
    assert [(field.name, field.value) for field in one.fields] == [
        ("text", "The words of customer-notice.")
    ]
    assert world.say(f"!{one.filled({'text': WORDS})}").accepted
    if not world.incident().mails:
        assert world.say("!incident yes").accepted
    assert world.incident().mails[-1].text == WORDS


def test_who_may_not_mail_customers_has_no_form_for_it() -> None:
    assert drawn(working(), "notify-customers", by="bo") is None
    assert drawn(working(), "notify-customers", by="guest-zed") is None


def test_words_that_nobody_could_show_whole_go_nowhere() -> None:
    world = working()
    reply = sent(world, "status-page", text="row\n" * 80)
    assert not reply.accepted
    assert "do not fit" in reply.text.as_plain()
