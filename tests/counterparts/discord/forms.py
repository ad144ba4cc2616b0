"""What somebody fills in or chooses: selects under messages, and the fields of modals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from simcord.backend import serializers
from simcord.components import walk_components
from simcord.enums import SELECT_TYPES, ComponentType

from tests.counterparts.discord.world import Json, World

PEOPLE: Final = (ComponentType.USER_SELECT, ComponentType.MENTIONABLE_SELECT)
FIELDS: Final = (ComponentType.TEXT_INPUT, *SELECT_TYPES)
Value = str | Sequence[str]


def fields(modal: Json) -> Iterator[tuple[str, Json]]:
    """(custom_id, component) of everything that can be filled in, from above."""
    for one in walk_components(modal["components"]):
        if one.get("type") in FIELDS:
            yield str(one["custom_id"]), one


def chosen(world: World, component: Json, values: Value) -> tuple[list[str], Json]:
    """The ids that a client sends for what somebody picked, and who they are.

    Raises:
        AssertionError: It cannot be picked.
    """
    wanted = [values] if isinstance(values, str) else list(values)
    least, most = component.get("min_values", 1), component.get("max_values", 1)
    assert len(wanted) <= int(most), f"no more than {most} can be chosen"
    assert len(wanted) >= int(least) or not wanted, f"no fewer than {least} can be chosen"
    if component["type"] == ComponentType.STRING_SELECT:
        return [_option(component, one) for one in wanted], {}
    if component["type"] in PEOPLE:
        ids = [world.somebody(one).id for one in wanted]
        return ids, resolved(world, ids)
    raise AssertionError(f"nobody here knows how to choose in {component}")


def resolved(world: World, ids: Sequence[str]) -> Json:
    """The people of these ids, as an interaction carries them."""
    backend, guild = world.backend, world.guild
    users = {one: dict(serializers.user_payload(backend.get_user(int(one)))) for one in ids}
    members = {
        one: dict(
            serializers.member_payload(backend, guild, guild.members[int(one)], with_user=False)
        )
        for one in ids
        if int(one) in guild.members
    }
    return {"users": users, "members": members}


def filled(world: World, modal: Json, values: Mapping[str, Value]) -> tuple[list[Json], Json]:
    """The components of a submitted modal, with what stood in them already; and who is meant.

    Raises:
        AssertionError: The client would not send it.
    """
    known = dict(fields(modal))
    assert not set(values) - set(known), f"no such field in {sorted(known)}: {sorted(values)}"
    people: Json = {}
    answers = {name: _answer(world, one, values, people) for name, one in known.items()}
    return [_sent(one, answers) for one in modal["components"]], people


def _answer(world: World, one: Json, values: Mapping[str, Value], people: Json) -> Json:
    name = str(one["custom_id"])
    told: Json = {"type": int(one["type"]), "custom_id": name, "id": one.get("id", 0)}
    required = bool(one.get("required", True))
    if one["type"] == ComponentType.TEXT_INPUT:
        text = str(values.get(name, one.get("value") or ""))
        assert text or not required, f"{name} has to be filled in"
        least, most = int(one.get("min_length") or 0), int(one.get("max_length") or 4000)
        assert not text or least <= len(text) <= most, f"{name} takes {least} to {most} characters"
        return {**told, "value": text}
    picked, known = chosen(world, one, values.get(name, _default(one)))
    assert picked or not required, f"{name} has to be chosen"
    for kind, found in known.items():
        people.setdefault(kind, {}).update(found)
    return {**told, "values": picked}


def _default(one: Json) -> list[str]:
    if one["type"] == ComponentType.STRING_SELECT:
        return [str(each["value"]) for each in one.get("options") or [] if each.get("default")]
    return [str(each["id"]) for each in one.get("default_values") or []]


def _sent(node: Json, answers: Mapping[str, Json]) -> Json:
    if "custom_id" in node:
        return answers[str(node["custom_id"])]
    told: Json = {"type": int(node["type"]), "id": node.get("id", 0)}
    if "component" in node:
        return {**told, "component": _sent(node["component"], answers)}
    if "components" in node:
        return {**told, "components": [_sent(one, answers) for one in node["components"]]}
    return told


def _option(component: Json, wanted: str) -> str:
    for one in component.get("options") or []:
        if wanted.casefold() in (one["value"].casefold(), one["label"].casefold()):
            return str(one["value"])
    raise AssertionError(f"{wanted!r} cannot be chosen in {component.get('custom_id')}")


def labelled(message: Json, label: str) -> Json:
    """A button or a select under a message, by what stands on it.

    Raises:
        AssertionError: There is none, or it cannot be pressed.
    """
    for one in walk_components(message["components"]):
        named: Any = one.get("label") or one.get("placeholder")
        if named == label and one.get("type") in (ComponentType.BUTTON, *SELECT_TYPES):
            assert not one.get("disabled"), f"{label!r} is disabled"
            assert one.get("custom_id"), f"{label!r} only opens a page"
            return one
    raise AssertionError(f"there is no {label!r} to press")
