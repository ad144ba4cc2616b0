"""What a customers instance is handed: the words as they were shown, and no number of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.engine.given import P1, TEAM, MemoryHome, World
from tocsin.providers import (
    Call,
    CustomerMail,
    MailCapability,
    PersonMail,
    Posted,
    ProviderConfig,
    ProviderType,
)

NEWS = f'{TEAM}\n[customers.news]\ntype = "news"\n'


class NewsConfig(ProviderConfig):
    """A newsletter has no settings."""


@dataclass
class News:
    """A newsletter that remembers what it was handed, and tells whom it reaches."""

    recipients: tuple[str, ...] = ("news@example.org", "vip@example.org")
    capabilities: frozenset[MailCapability] = frozenset()
    sent: list[CustomerMail] = field(default_factory=list)

    def send(self, mail: CustomerMail, call: Call) -> Posted:
        self.sent.append(mail)
        return Posted(recipients=len(self.recipients))

    def send_person(self, mail: PersonMail, call: Call) -> Posted:
        raise AssertionError("it mails no people")


def test_a_mail_holds_what_was_shown_and_names_the_incident_by_no_number(tmp_path: Path) -> None:
    news = News()
    kind = ProviderType(
        kind="customers",
        name="news",
        summary="a newsletter",
        config=NewsConfig,
        factory=lambda _config, _context: news,
    )
    world = World(tmp_path, teams={"shop": NEWS}, types=(kind,), home=MemoryHome())
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    shown = world.tell("!incident INC-1 notify-customers We are sorry.\nCards work again soon.")
    assert "by customer mail (news) to news@example.org and 1 more" in shown
    assert news.sent == []
    world.tell("!incident INC-1 yes")
    world.tell("!incident INC-1 resolve --override it works")
    notice, follow_up = news.sent
    assert notice.text == "We are sorry.\nCards work again soon."
    assert notice.subject == "Problem with some of our services: we are working on it"
    assert notice.incident == follow_up.incident
    assert "INC" not in f"{notice}{follow_up}"
    world.store.close()
