"""The chat port: what the core needs of a chat platform, in neutral words."""

from __future__ import annotations

from tocsin.chat.backend import Backend, Ears, EventResult, Fitness
from tocsin.chat.basic import BasicChat
from tocsin.chat.coalescing import Latest
from tocsin.chat.connected_backend import ConnectedBackend
from tocsin.chat.connections import Connection, ConnectionSupervisor, EventQueue, ThreadedConnection
from tocsin.chat.doctor import Looked, Stage, looked_at, teams_seen
from tocsin.chat.ephemeral import GONE, NOT_KEPT, FormRequest, Shown, asked_for, shown
from tocsin.chat.events import Edited, Event, Heard, Moved, Pressed, Reacted, Said, Submitted
from tocsin.chat.form_drafts import Drafts
from tocsin.chat.forms import MOST_COMMAND, MOST_LABEL, Action, Field, FieldKind, Form, Style
from tocsin.chat.keyed_posts import KeyedChat
from tocsin.chat.listening import MALFORMED, BackgroundWork, DeduplicatingEars, Pulse, logged
from tocsin.chat.platform_ids import OfPlatform, addressed, filled_id
from tocsin.chat.port import (
    MOST_BYTES,
    UNLIMITED,
    Account,
    Card,
    Chat,
    ChatCapability,
    File,
    Limits,
    MessageRef,
    RoomRef,
)
from tocsin.chat.readback import History, ReadBack
from tocsin.chat.refusals import Meaning, Meanings, Refused, Tolerated, table_of
from tocsin.chat.room_names import first_free, free_names, incident_in, one_by_one
from tocsin.chat.slash_commands import Command, Given, Option
from tocsin.chat.splitting import cut, split
from tocsin.chat.text import (
    EMPTY,
    Block,
    Code,
    Everyone,
    Link,
    Mention,
    Moment,
    NoString,
    Plain,
    Room,
    Span,
    Strong,
    Text,
    Words,
    joined,
    packed,
    seen,
    text,
    unpacked,
)
from tocsin.chat.types import ChatContext, ChatType, Seat
from tocsin.chat.web_api import LIST, Answer, WebApi, digest, entries
from tocsin.providers.examining import Finding, Verdict

__all__ = [
    "EMPTY",
    "GONE",
    "LIST",
    "MALFORMED",
    "MOST_BYTES",
    "MOST_COMMAND",
    "MOST_LABEL",
    "NOT_KEPT",
    "UNLIMITED",
    "Account",
    "Action",
    "Answer",
    "Backend",
    "BackgroundWork",
    "BasicChat",
    "Block",
    "Card",
    "Chat",
    "ChatCapability",
    "ChatContext",
    "ChatType",
    "Code",
    "Command",
    "ConnectedBackend",
    "Connection",
    "ConnectionSupervisor",
    "DeduplicatingEars",
    "Drafts",
    "Ears",
    "Edited",
    "Event",
    "EventQueue",
    "EventResult",
    "Everyone",
    "Field",
    "FieldKind",
    "File",
    "Finding",
    "Fitness",
    "Form",
    "FormRequest",
    "Given",
    "Heard",
    "History",
    "KeyedChat",
    "Latest",
    "Limits",
    "Link",
    "Looked",
    "Meaning",
    "Meanings",
    "Mention",
    "MessageRef",
    "Moment",
    "Moved",
    "NoString",
    "OfPlatform",
    "Option",
    "Plain",
    "Pressed",
    "Pulse",
    "Reacted",
    "ReadBack",
    "Refused",
    "Room",
    "RoomRef",
    "Said",
    "Seat",
    "Shown",
    "Span",
    "Stage",
    "Strong",
    "Style",
    "Submitted",
    "Text",
    "ThreadedConnection",
    "Tolerated",
    "Verdict",
    "WebApi",
    "Words",
    "addressed",
    "asked_for",
    "cut",
    "digest",
    "entries",
    "filled_id",
    "first_free",
    "free_names",
    "incident_in",
    "joined",
    "logged",
    "looked_at",
    "one_by_one",
    "packed",
    "seen",
    "shown",
    "split",
    "table_of",
    "teams_seen",
    "text",
    "unpacked",
]
