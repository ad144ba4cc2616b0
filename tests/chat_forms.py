"""The forms that tests of chat backends open: one of an incident, and one without."""

from __future__ import annotations

from typing import Final

from tocsin.chat import Field, Form

UPDATE: Final = Form(
    name="update",
    title="INC-1: update",
    command="incident INC-1 update {status} | {impact} | |",
    fields=(
        Field(name="status", label="Status", value="half is back", required=True),
        Field(name="impact", label="Impact", kind="lines"),
    ),
    incident="INC-1",
)
DECLARE: Final = Form(
    name="declare",
    title="Declare an incident",
    command='incident declare "{title}"',
    fields=(Field(name="title", label="What is broken", required=True, most=30),),
)
