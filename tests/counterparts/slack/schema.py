"""Block Kit as Slack's reference has it, page by page: kinds, fields, counts and lengths.

A check is given a value and where it stands, and yields a sentence for each thing wrong with it, in
Slack's words. What a page does not bound is not bounded here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Check = Callable[[Any, str], Iterator[str]]


def string(most: int = 0, least: int = 0) -> Check:
    """Text of so many characters; 0 = Slack's page says no bound."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"must be a string [json-pointer:{at}]"
        elif len(value) < least:
            yield f"must be more than {least - 1} characters [json-pointer:{at}]"
        elif most and len(value) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}]"

    return check


def one_of(*words: str) -> Check:
    """One of these words."""

    def check(value: Any, at: str) -> Iterator[str]:
        if value not in words:
            yield f"must be one of {', '.join(words)} [json-pointer:{at}]"

    return check


def whole(least: int, most: int) -> Check:
    """A whole number between these."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield f"must be from {least} to {most} [json-pointer:{at}]"

    return check


def boolean(value: Any, at: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield f"must be a boolean [json-pointer:{at}]"


def listed(each: Check, most: int, least: int = 1) -> Check:
    """A list of so many."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"must be an array [json-pointer:{at}]"
            return
        if len(value) < least:
            yield f"no fewer than {least} items allowed [json-pointer:{at}]"
        if len(value) > most:
            yield f"no more than {most} items allowed [json-pointer:{at}]"
        for number, one in enumerate(value):
            yield from each(one, f"{at}/{number}")

    return check


@dataclass(frozen=True, kw_only=True)
class Kind:
    """An object: which fields it must have, and which it may; others are refused."""

    needs: Mapping[str, Check] = field(default_factory=dict)
    may: Mapping[str, Check] = field(default_factory=dict)

    def __call__(self, value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"must be an object [json-pointer:{at}]"
            return
        for name in self.needs:
            if name not in value:
                yield f"missing required field: {name} [json-pointer:{at}]"
        known = {**self.needs, **self.may}
        for name, one in value.items():
            if name in known:
                yield from known[name](one, f"{at}/{name}")
            elif name != "type":
                yield f"invalid additional property: {name} [json-pointer:{at}]"


def kinds(table: Mapping[str, Kind]) -> Check:
    """An object whose `type` is one of these."""

    def check(value: Any, at: str) -> Iterator[str]:
        kind = str(value.get("type")) if isinstance(value, dict) else "none"
        if kind in table:
            yield from table[kind](value, at)
        else:
            yield f"unsupported type: {kind} [json-pointer:{at}/type]"

    return check


# -------------------------------------------------------------------- composition objects
def plain(most: int) -> Check:
    """Plain text."""
    return kinds({"plain_text": Kind(needs={"text": string(most, 1)}, may={"emoji": boolean})})


def any_text(most: int) -> Check:
    """Plain text or markup."""
    marked = Kind(needs={"text": string(most, 1)}, may={"verbatim": boolean})
    simple = Kind(needs={"text": string(most, 1)}, may={"emoji": boolean})
    return kinds({"mrkdwn": marked, "plain_text": simple})


def option(text: Check) -> Check:
    """What can be chosen."""
    return Kind(
        needs={"text": text, "value": string(150, 1)},
        may={"description": plain(75), "url": string(3000)},
    )


PLAIN_OPTION: Final = option(plain(75))
TEXT_OPTION: Final = option(any_text(75))
CONFIRM: Final = Kind(
    needs={"title": plain(100), "text": any_text(300), "confirm": plain(30), "deny": plain(30)},
    may={"style": one_of("primary", "danger")},
)
GROUP: Final = Kind(needs={"label": plain(75), "options": listed(PLAIN_OPTION, 100)})

# ------------------------------------------------------------------------------ elements
_ID: Final[Mapping[str, Check]] = {"action_id": string(255, 1)}
_MENU: Final[Mapping[str, Check]] = {
    **_ID, "placeholder": plain(150), "confirm": CONFIRM, "focus_on_load": boolean,
}  # fmt: skip
_OPTIONS: Final[Mapping[str, Check]] = {
    "options": listed(PLAIN_OPTION, 100), "option_groups": listed(GROUP, 100),
}  # fmt: skip
_MANY: Final[Mapping[str, Check]] = {"max_selected_items": whole(1, 100)}
_BOXES: Final[Mapping[str, Check]] = {**_ID, "confirm": CONFIRM, "focus_on_load": boolean}
_TYPED: Final[Mapping[str, Check]] = {
    **_ID, "placeholder": plain(150), "focus_on_load": boolean, "initial_value": string(3000),
    "dispatch_action_config": Kind(may={"trigger_actions_on": listed(string(), 2)}),
}  # fmt: skip
BUTTON: Final = Kind(
    needs={"text": plain(75)},
    may={
        **_ID,
        "url": string(3000),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
IMAGE: Final = Kind(needs={"image_url": string(3000, 1), "alt_text": string(2000)})
MENUS: Final[Mapping[str, Kind]] = {
    "static_select": Kind(may={**_MENU, **_OPTIONS, "initial_option": PLAIN_OPTION}),
    "multi_static_select": Kind(
        may={**_MENU, **_MANY, **_OPTIONS, "initial_options": listed(PLAIN_OPTION, 100)}
    ),
    "users_select": Kind(may={**_MENU, "initial_user": string()}),
    "multi_users_select": Kind(may={**_MENU, **_MANY, "initial_users": listed(string(), 100)}),
    "channels_select": Kind(may={**_MENU, "initial_channel": string()}),
    "conversations_select": Kind(
        may={**_MENU, "initial_conversation": string(), "default_to_current_conversation": boolean}
    ),
    "overflow": Kind(needs={"options": listed(PLAIN_OPTION, 5)}, may={**_ID, "confirm": CONFIRM}),
    "checkboxes": Kind(
        needs={"options": listed(TEXT_OPTION, 10)},
        may={**_BOXES, "initial_options": listed(TEXT_OPTION, 10)},
    ),
    "radio_buttons": Kind(
        needs={"options": listed(TEXT_OPTION, 10)}, may={**_BOXES, "initial_option": TEXT_OPTION}
    ),
    "datepicker": Kind(may={**_MENU, "initial_date": string(10, 10)}),
    "timepicker": Kind(may={**_MENU, "initial_time": string(5, 5), "timezone": string()}),
    "datetimepicker": Kind(may={**_BOXES, "initial_date_time": whole(10**9, 10**10 - 1)}),
}
INPUTS: Final[Mapping[str, Kind]] = {
    "plain_text_input": Kind(
        may={
            **_TYPED,
            "multiline": boolean,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        }
    ),
    "email_text_input": Kind(may=_TYPED),
    "url_text_input": Kind(may=_TYPED),
    "number_input": Kind(
        needs={"is_decimal_allowed": boolean},
        may={**_TYPED, "min_value": string(), "max_value": string()},
    ),
}

# ----------------------------------------------------------------------------- rich text
_STYLE: Final = Kind(may=dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_STYLED: Final[Mapping[str, Check]] = {"style": _STYLE}
SPANS: Final[Mapping[str, Kind]] = {
    "text": Kind(needs={"text": string(0, 1)}, may=_STYLED),
    "link": Kind(needs={"url": string(0, 1)}, may={**_STYLED, "text": string(), "unsafe": boolean}),
    "user": Kind(needs={"user_id": string(0, 1)}, may=_STYLED),
    "usergroup": Kind(needs={"usergroup_id": string(0, 1)}, may=_STYLED),
    "channel": Kind(needs={"channel_id": string(0, 1)}, may=_STYLED),
    "broadcast": Kind(needs={"range": one_of("here", "channel", "everyone")}, may=_STYLED),
    "emoji": Kind(needs={"name": string(0, 1)}, may={"unicode": string(), **_STYLED}),
    "date": Kind(
        needs={"timestamp": whole(0, 10**11), "format": string(0, 1)},
        may={"url": string(), "fallback": string()},
    ),
}
_SECTION: Final = Kind(needs={"elements": listed(kinds(SPANS), 10_000, 0)})
_FIXED: Final = {name: SPANS[name] for name in ("text", "link")}
RICH: Final[Mapping[str, Kind]] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": Kind(needs=_SECTION.needs, may={"border": whole(0, 1)}),
    "rich_text_preformatted": Kind(
        needs={"elements": listed(kinds(_FIXED), 10_000, 0)}, may={"border": whole(0, 1)}
    ),
    "rich_text_list": Kind(
        needs={
            "style": one_of("bullet", "ordered"),
            "elements": listed(kinds({"rich_text_section": _SECTION}), 10_000, 0),
        },
        may={"indent": whole(0, 8), "offset": whole(0, 10**6), "border": whole(0, 1)},
    ),
}

# -------------------------------------------------------------------------------- blocks
_BLOCK: Final[Mapping[str, Check]] = {"block_id": string(255, 1)}
_BESIDE: Final[Mapping[str, Kind]] = {**MENUS, "button": BUTTON, "image": IMAGE}
BLOCKS: Final[Mapping[str, Kind]] = {
    "section": Kind(
        may={
            **_BLOCK,
            "text": any_text(3000),
            "fields": listed(any_text(2000), 10),
            "accessory": kinds(_BESIDE),
            "expand": boolean,
        }
    ),
    "divider": Kind(may=_BLOCK),
    "header": Kind(needs={"text": plain(150)}, may=_BLOCK),
    "image": Kind(needs=IMAGE.needs, may={**_BLOCK, "title": plain(2000)}),
    "context": Kind(
        needs={
            "elements": listed(
                kinds(
                    {
                        "mrkdwn": Kind(needs={"text": string(3000, 1)}, may={"verbatim": boolean}),
                        "plain_text": Kind(needs={"text": string(3000, 1)}, may={"emoji": boolean}),
                        "image": IMAGE,
                    }
                ),
                10,
            )
        },
        may=_BLOCK,
    ),
    "actions": Kind(needs={"elements": listed(kinds({**MENUS, "button": BUTTON}), 25)}, may=_BLOCK),
    "input": Kind(
        needs={"label": plain(2000), "element": kinds({**MENUS, **INPUTS})},
        may={**_BLOCK, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": Kind(needs={"elements": listed(kinds(RICH), 10_000, 0)}, may=_BLOCK),
    "markdown": Kind(needs={"text": string(12_000, 1)}, may=_BLOCK),
}
SURFACES: Final[Mapping[str, frozenset[str]]] = {
    "message": frozenset(BLOCKS),
    "modal": frozenset(BLOCKS) - {"markdown"},
    "home": frozenset(BLOCKS) - {"markdown"},
}
MOST_BLOCKS: Final[Mapping[str, int]] = {"message": 50, "modal": 100, "home": 100}
VIEW: Final[Mapping[str, Kind]] = {
    "modal": Kind(
        needs={"title": plain(24), "blocks": listed(kinds(BLOCKS), 100)},
        may={
            "submit": plain(24),
            "close": plain(24),
            "private_metadata": string(3000),
            "callback_id": string(255),
            "external_id": string(255),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": Kind(
        needs={"blocks": listed(kinds(BLOCKS), 100)},
        may={
            "private_metadata": string(3000),
            "callback_id": string(255),
            "external_id": string(255),
        },
    ),
}
