"""What an instance read is looked at before anything is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tocsin.engine.received_checks import checked_received
from tocsin.providers import Change, PageEvent, Received, TicketEvent, VendorUser

AT = datetime(2026, 11, 23, tzinfo=UTC)
ANY: Any = None  # what a careless plugin puts there
RIGHT = Received(
    pages=(PageEvent(page_id="INC-1.p1", action="annotated", user=VendorUser(id="U1")),),
    tickets=(
        TicketEvent(ref="T1", action="closed"),
        TicketEvent(ref="T1", action="assigned", assignee=VendorUser(name="Kim")),
    ),
    changes=(Change(id="1", at=AT, title="deploy"),),
)


def page(**said: Any) -> Received:
    right: dict[str, Any] = {"page_id": "INC-1.p1", "action": "resolved", "user": VendorUser()}
    return Received(pages=(PageEvent(**{**right, **said}),))


def test_what_is_right_comes_through() -> None:
    assert checked_received(RIGHT) is RIGHT
    assert checked_received(Received()) == Received()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (None, "Received"),
        ({}, "Received"),
        (Received(delivery_id=ANY), "Received"),
        (Received(pages=("hunter2",)), "PageEvent"),  # type: ignore[arg-type]  # as above
        (Received(groups=(RIGHT.pages[0],)), "AlertGroup"),  # type: ignore[arg-type]  # as above
        (page(page_id=7), "page_id"),
        (page(user=None), "user"),
        (page(user={"id": "hunter2"}), "user"),
        (page(user="hunter2"), "user is a VendorUser"),
        (page(page_id=VendorUser(id="hunter2")), "page_id is a text"),
        (
            Received(tickets=(TicketEvent(ref="T", action="assigned", assignee="x"),)),  # type: ignore[arg-type]
            "assignee is a VendorUser",
        ),
        (page(user=VendorUser(id=ANY)), "id"),
        (page(action="hunter2"), "acknowledged, resolved, annotated"),
        (page(text=b"hunter2"), "text"),
        (Received(tickets=(TicketEvent(ref="T", action=ANY),)), "action"),
        (Received(changes=(Change(id="1", at=AT.replace(tzinfo=None), title="x"),)), "zone"),
        (Received(changes=(Change(id="1", at=ANY, title="x"),)), "zone"),
        (Received(changes=(Change(id="1", at=AT, title="x", what=ANY),)), "what"),
    ],
)
def test_a_plugins_mistake_is_named_without_its_value(wrong: object, says: str) -> None:
    with pytest.raises(TypeError, match=says) as caught:
        checked_received(wrong)
    assert "hunter2" not in str(caught.value)
