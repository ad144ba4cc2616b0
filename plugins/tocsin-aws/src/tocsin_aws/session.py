"""AWS as all kinds ask it: boto3 knows the services and signs, our HTTP client sends.

boto3's own client bounds each wait and not a whole call, and repeats by itself. So its requests are
taken from it before they are sent (`before-send`), and it gets the answers back to read them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from importlib import import_module
from importlib.metadata import version
from typing import Final, Protocol, cast
from urllib.parse import urlsplit

from tocsin.errors import ProviderError
from tocsin.providers import Lease, ProviderContext
from tocsin.providers.http import Deadline, HttpAnswer, HttpClient
from tocsin_aws.config import NEEDS_BOTO3, AccessConfig, RegionConfig
from tocsin_aws.faults import as_faults
from tocsin_aws.values import text

TOOL: Final = "AWS"
AGENT: Final = f"tocsin-aws/{version('tocsin-aws')}"
MOST_PAGES: Final = 4
BETWEEN_S: Final = 0.5
"""CloudTrail takes two questions a second."""
RENEWED: Final = timedelta(minutes=5)
"""A role is assumed again so long before its keys end."""
_OURS: Final = frozenset({"host", "user-agent", "accept-encoding", "content-length", "expect"})
_LOUD: Final = ("boto3", "botocore", "s3transfer", "urllib3")
Answer = Mapping[str, object]


class _Request(Protocol):
    """A request that boto3 has signed."""

    method: str
    url: str
    headers: Mapping[str, str | bytes]
    body: bytes | str | None


class _Events(Protocol):
    def register_first(self, event: str, handler: Callable[..., object]) -> None: ...


class _Session(Protocol):
    events: _Events

    def client(self, service: str, **settings: object) -> object: ...


class _Boto3(Protocol):
    def Session(self, **settings: str | None) -> _Session: ...  # noqa: N802 - its own name


class Refusal(ProviderError):
    """An answer that is not 2xx and has a body, which boto3 can read."""

    def __init__(self, answer: HttpAnswer) -> None:
        """The answer goes back to boto3."""
        super().__init__("invalid", f"{TOOL} answered {answer.status}.")
        self.answer = answer


class _Body:
    """The body of an answer, as boto3 reads one."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self._content


class Aws:
    """One way in to AWS, in any region. Any number of threads may ask; nothing is repeated."""

    def __init__(self, config: AccessConfig, context: ProviderContext) -> None:
        """Neither boto3 is loaded yet nor are credentials looked for."""
        self._config = config
        self._clock = context.clock
        self._lock = threading.RLock()
        self._here = threading.local()
        self._senders: dict[str, HttpClient] = {}
        self._clients: dict[tuple[str, str], object] = {}
        self._role: tuple[datetime, Mapping[str, object]] | None = None

    def ask(
        self,
        service: str,
        operation: str,
        region: str,
        until: Deadline,
        asked: Mapping[str, object],
    ) -> Answer:
        """What a service answers.

        Args:
            service: As boto3 calls it, `cloudwatch`.
            operation: As boto3 calls it, `describe_alarms`.
            region: Where.
            until: The whole call, getting credentials included.
            asked: What the operation takes.

        Raises:
            ProviderError: With its code; `forbidden` names the permission that is missing.
        """
        client = self._client(service, region, until)
        return self._called(client, service, operation, until, asked)

    def pages(
        self,
        service: str,
        operation: str,
        region: str,
        until: Deadline,
        asked: Mapping[str, object],
    ) -> Iterator[Answer]:
        """The first pages of what a service answers, one after the other, as `ask`."""
        for number in range(MOST_PAGES):
            if number:
                time.sleep(min(BETWEEN_S, until.left()))
            page = self.ask(service, operation, region, until, asked)
            yield page
            asked = {**asked, "NextToken": text(page, "NextToken")}
            if not asked["NextToken"]:
                return

    def close(self) -> None:
        """Close the connections that are kept open."""
        with self._lock:
            senders, self._senders, self._clients = list(self._senders.values()), {}, {}
        for sender in senders:
            sender.close()

    def _called(
        self, client: object, service: str, name: str, until: Deadline, asked: Mapping[str, object]
    ) -> Answer:
        self._here.until = until
        with as_faults(service, name):
            return cast("Answer", getattr(client, name)(**asked))

    def _client(self, service: str, region: str, until: Deadline) -> object:
        if not self._lock.acquire(timeout=until.left()):
            raise ProviderError("timeout", f"{TOOL} did not answer in time.")
        try:
            keys = self._keys(region, until) if self._config.assume_role else {}
            place = (service, region)
            if place not in self._clients:
                self._clients[place] = self._made(service, region, keys)
            return self._clients[place]
        finally:
            self._lock.release()

    def _keys(self, region: str, until: Deadline) -> Mapping[str, object]:
        """The keys of the role, which is assumed again before they end."""
        if self._role is not None and self._clock() < self._role[0] - RENEWED:
            return self._role[1]
        wanted = {"RoleArn": self._config.assume_role, "RoleSessionName": "tocsin"}
        if self._config.external_id:
            wanted["ExternalId"] = self._config.external_id
        told = self._called(self._made("sts", region, {}), "sts", "assume_role", until, wanted)
        given = cast("Mapping[str, object]", told["Credentials"])
        keys = {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }
        self._role = (cast("datetime", given["Expiration"]), keys)
        self._clients = {}
        return keys

    def _made(self, service: str, region: str, keys: Mapping[str, object]) -> object:
        boto3 = _boto3()
        settings = import_module("botocore.config").Config(retries={"total_max_attempts": 1})
        address, profile = self._config.base_url or None, self._config.profile or None
        with as_faults(service, ""):
            session = boto3.Session(region_name=region, profile_name=profile)
            session.events.register_first("before-send", self._send)
            return session.client(service, config=settings, endpoint_url=address, **keys)

    def _send(self, request: _Request, **_: object) -> object:
        """Send what boto3 has signed, and give it the answer. Raises ProviderError."""
        answer = self._exchanged(request)
        made = import_module("botocore.awsrequest").AWSResponse
        return made(request.url, answer.status, answer.headers, _Body(answer.body))

    def _exchanged(self, request: _Request) -> HttpAnswer:
        parts = urlsplit(request.url)
        body = request.body or b""
        until: Deadline = self._here.until
        headers = _headers(request.headers)
        try:
            answer = self._sender(f"{parts.scheme}://{parts.netloc}").request(
                request.method,
                parts.path,
                deadline=until,
                headers=headers,
                body=body.encode() if isinstance(body, str) else body,
            )
        except Refusal as refusal:
            return refusal.answer
        if "json" in headers.get("Content-Type", ""):
            answer.object()  # boto3 takes what is no JSON for an answer that says nothing
        return answer

    def _sender(self, origin: str) -> HttpClient:
        with self._lock:
            if origin not in self._senders:
                self._senders[origin] = HttpClient(
                    origin,
                    tool=TOOL,
                    agent=AGENT,
                    clock=self._clock,
                    refused=lambda answer: Refusal(answer) if answer.body else None,
                    via=self._config.via(),
                )
            return self._senders[origin]


def leased(config: AccessConfig, context: ProviderContext) -> Lease[Aws]:
    """The way in that all sections of the team with the same address and identity use together."""
    whom = (config.profile, config.assume_role, config.external_id)
    key = ("aws", config.base_url, whom, config.via())
    return context.shared.use(key, lambda: Aws(config, context))


class AskedRegion:
    """Base of what asks in one region, by a way in that other sections use too."""

    def __init__(self, config: RegionConfig, context: ProviderContext) -> None:
        """Nothing is asked yet."""
        self._region = config.region
        self._lease = leased(config, context)

    def close(self) -> None:
        """Give the way in back."""
        self._lease.close()

    def _ask(self, service: str, operation: str, until: Deadline, **asked: object) -> Answer:
        return self._lease.one.ask(service, operation, self._region, until, asked)


def _boto3() -> _Boto3:
    """boto3, which says nothing of what it sends and reads.

    Raises:
        ProviderError: `unsupported`: it is not installed.
    """
    try:
        found = import_module("boto3")
    except ImportError:
        raise ProviderError("unsupported", f"{NEEDS_BOTO3}.") from None
    # On the level DEBUG it writes down answers, those with the keys of a role too.
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    return cast("_Boto3", found)


def _headers(given: Mapping[str, str | bytes]) -> dict[str, str]:
    """Those that boto3 signed and made, without what our client says itself."""
    return {
        name: value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for name, value in given.items()
        if name.lower() not in _OURS
    }
