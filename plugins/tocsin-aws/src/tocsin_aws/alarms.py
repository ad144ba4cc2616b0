"""Alarms of CloudWatch that SNS delivers: signed, from topics that the section names."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Final

from tocsin.errors import BadPayload, ProviderError, Unauthorised
from tocsin.providers import (
    Call,
    Door,
    Finding,
    Person,
    ProviderContext,
    RawRequest,
    Received,
    safe_key,
)
from tocsin.providers.http import Deadline, HttpClient, Via
from tocsin_aws.certificates import Certificates
from tocsin_aws.config import AlarmsConfig, topic_of
from tocsin_aws.envelope import RAW, Envelope, opened
from tocsin_aws.session import AGENT
from tocsin_aws.told import names_alarm, read_alarm

MOST_BYTES: Final = 512 * 1024
CHECK_S: Final = 1.9
"""Less than the two seconds in which a request has to be let in or not."""
LARGEST_ANSWER: Final = 64 * 1024
_REACHED: Final = frozenset({"not_found", "forbidden", "invalid", "auth"})
log = logging.getLogger(__name__)


class Alarms:
    """The door of SNS. Any number of threads may call."""

    door = Door(most_bytes=MOST_BYTES)

    def __init__(self, config: AlarmsConfig, context: ProviderContext) -> None:
        """Nothing is fetched yet."""
        self._config = config
        self._context = context
        self._clients: dict[str, HttpClient] = {}
        self._lock = Lock()
        self._certificates = Certificates(self._sns)

    def authenticate(self, request: RawRequest) -> None:
        """Check topic, certificate, signature and age, in this order.

        Raises:
            Unauthorised: One of them is wrong.
            BadPayload: SNS was told to leave the signature out.
            ProviderError: The certificate cannot be fetched at this moment.
        """
        envelope = _seen(request)
        if envelope.topic.arn not in self._config.topics:
            raise Unauthorised("This topic is none of the section's topics.")
        version = envelope.version(allow_sha1=self._config.allow_sha1)
        self._certificates.check(envelope, version, request.received, Deadline(CHECK_S))
        envelope.check_age(request.received)

    def receive(self, request: RawRequest) -> Received:
        """An alarm that changed its state is one alert; a subscription is to be confirmed.

        Raises:
            BadPayload: The body is no message of SNS, or one of CloudWatch lacks something.
        """
        envelope = opened(request)
        delivery = safe_key(envelope.id)
        if envelope.type == "SubscriptionConfirmation":
            asked = {"topic": envelope.topic.arn, "token": envelope.fields["Token"]}
            return Received(handshake=asked, delivery_id=delivery)
        if envelope.type == "UnsubscribeConfirmation":
            place = (self._context.team, self._context.instance, envelope.topic.arn)
            log.warning("webhook %s/%s: %s was told to deliver here no more", *place)
            return Received(delivery_id=delivery)
        if not names_alarm(envelope.fields["Message"]):
            return Received(delivery_id=delivery)
        group = read_alarm(envelope, self._config)
        groups = (group,) if group is not None else ()
        return Received(groups=groups, delivery_id=delivery, ignored=1 - len(groups))

    def confirm(self, handshake: Mapping[str, str], call: Call) -> None:
        """Confirm a subscription at SNS of the topic's region; its own link is never opened.

        Raises:
            ProviderError: SNS did not take it, or the topic is none of ours.
        """
        topic = topic_of(handshake["topic"])
        if topic is None or topic.arn not in self._config.topics:
            raise ProviderError("invalid", "This topic is none of the section's topics.")
        asked = {"Action": "ConfirmSubscription", "Version": "2010-03-31", "TopicArn": topic.arn}
        params = {**asked, "Token": handshake["token"]}
        self._sns(topic.host).get("/", deadline=call.deadline_s, params=params)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether certificates could be fetched in each region."""
        until = Deadline(call.deadline_s)
        hosts = {topic.host for arn in self._config.topics if (topic := topic_of(arn))}
        return tuple(self._reached(host, until) for host in sorted(hosts))

    def close(self) -> None:
        """Close the connections that are kept open."""
        with self._lock:
            clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            client.close()

    def _reached(self, host: str, until: Deadline) -> Finding:
        """Any answer will do: there is no such certificate."""
        try:
            self._sns(host).get("/SimpleNotificationService-0.pem", deadline=until)
        except ProviderError as error:
            if error.code not in _REACHED:
                raise
        return Finding(what=f"certificates come from {host}", verdict="ok")

    def _sns(self, host: str) -> HttpClient:
        """The client for a host, which is one of `Topic.host`."""
        with self._lock:
            if host not in self._clients:
                via = self._config.via()
                self._clients[host] = HttpClient(
                    self._config.base_url or f"https://{host}",
                    tool="SNS",
                    agent=AGENT,
                    clock=self._context.clock,
                    via=Via(tls=via.tls, proxy=via.proxy, answer_bytes=LARGEST_ANSWER),
                )
            return self._clients[host]


def _seen(request: RawRequest) -> Envelope:
    """The envelope; whoever cannot write one is a stranger. Raises Unauthorised, BadPayload."""
    try:
        return opened(request)
    except BadPayload as error:
        if str(error) == RAW:
            raise
        raise Unauthorised(f"This is no message of SNS: {error}.") from None
