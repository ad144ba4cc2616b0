"""Plain JSON changes: one POST, one change. For the last line of a deployment's own script."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from tocsin.builtin.json_webhooks import clean_line, escaped_id, read_body, sent_at
from tocsin.errors import BadPayload
from tocsin.providers import (
    Call,
    Change,
    ChangeWhat,
    Door,
    ProviderConfig,
    ProviderType,
    RawRequest,
    Received,
    SecretField,
    Window,
    require_token,
)


class JsonChangesConfig(ProviderConfig):
    """`[changes.<name>] type = "json"`: a bearer token."""

    token: SecretField


class ChangeBody(BaseModel):
    """The body of one POST."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200)
    what: ChangeWhat = "deploy"
    service: str = Field(default="", max_length=100)
    person: str = Field(default="", max_length=100)
    link: str = Field(default="", max_length=500, pattern=r"^(https?://.*)?$")
    at: AwareDatetime | None = None
    id: str = Field(default="", max_length=100)


class JsonChanges:
    """Reads plain JSON changes; the engine keeps them, so nothing can be asked here."""

    door = Door(token_only=True)

    def __init__(self, config: JsonChangesConfig) -> None:
        """The section of the team file."""
        self._config = config

    def authenticate(self, request: RawRequest) -> None:
        """Check `Authorization: Bearer <token>`."""
        require_token(request, [self._config.token])

    def receive(self, request: RawRequest) -> Received:
        """Return the one change. Raises BadPayload naming the first field that is wrong."""
        body = read_body(ChangeBody, request.body)
        title, at = clean_line(body.title), sent_at(body.at, request.received)
        if not title:
            raise BadPayload("title: nothing of it can be seen")
        change = Change(
            id=escaped_id(body.id) or f"{at.isoformat()} {title}",
            at=at,
            title=title,
            what=body.what,
            service=clean_line(body.service),
            person=clean_line(body.person),
            link=body.link,
        )
        return Received(changes=(change,))

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        """Return (): the engine adds what came in."""
        return ()


JSON_CHANGES = ProviderType(
    kind="changes",
    name="json",
    summary="plain JSON changes by POST, with a bearer token",
    config=JsonChangesConfig,
    factory=lambda config, _context: JsonChanges(config),
)
