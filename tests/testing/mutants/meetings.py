"""Mailers, calendars and places as they should be, and with one fault each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from tests.testing.mutants.wire import Wire
from tocsin.providers import (
    Calendar,
    Call,
    CustomerMail,
    Customers,
    MeetingDraft,
    PersonMail,
    Posted,
    PostmortemDocument,
    Postmortems,
    Ref,
)
from tocsin.testing import (
    CalendarContract,
    CustomersContract,
    FailsWhenTold,
    Mail,
    Meeting,
    PostmortemsContract,
)

CUSTOMER = "customers@example.org"


class OnWire:
    """What the suites of this file share."""

    @pytest.fixture
    def wire(self) -> Wire:
        return Wire()

    @pytest.fixture
    def trouble(self, wire: Wire) -> FailsWhenTold:
        return wire


@dataclass
class Mailer:
    """Sound: a call is known by its key."""

    wire: Wire
    mails: dict[str, Mail] = field(default_factory=dict)
    capabilities: Any = frozenset({"people"})

    def send(self, mail: CustomerMail, call: Call) -> Posted:
        return self._send(Mail(to=CUSTOMER, subject=mail.subject, text=mail.text), call)

    def send_person(self, mail: PersonMail, call: Call) -> Posted:
        return self._send(Mail(to=mail.to, subject=mail.subject, text=mail.text), call)

    def _send(self, mail: Mail, call: Call) -> Posted:
        return self.wire.ask(lambda: self._sent(mail, call))

    def _sent(self, mail: Mail, call: Call) -> Posted:
        self.mails[call.effect_key] = mail
        return Posted(ref=call.effect_key, recipients=1)


class MailerSuite(OnWire, CustomersContract):
    """The suite; each mutant is a class with its own `Kind`."""

    Kind: ClassVar[type[Mailer]] = Mailer

    @pytest.fixture
    def mailer(self, wire: Wire) -> Customers:
        return self.Kind(wire)

    @pytest.fixture
    def mails(self, mailer: Mailer) -> Callable[[], Sequence[Mail]]:
        return lambda: list(mailer.mails.values())


class TestRightMailer(MailerSuite):
    """Nothing is wrong with it."""


class TestMailsAgain(MailerSuite):
    """One address gets a second mail on a repeat."""

    class Kind(Mailer):
        def _sent(self, mail: Mail, call: Call) -> Posted:
            super()._sent(mail, replace(call, effect_key=f"{call.effect_key}{len(self.mails)}"))
            return Posted(ref=call.effect_key, recipients=1)


class TestMailsAPersonAgain(MailerSuite):
    class Kind(Mailer):
        def send_person(self, mail: PersonMail, call: Call) -> Posted:
            again = replace(call, effect_key=f"{call.effect_key}{call.attempt}")
            return super().send_person(mail, again)


class TestNeverSends(MailerSuite):
    class Kind(Mailer):
        def _sent(self, mail: Mail, call: Call) -> Posted:
            return Posted(ref=call.effect_key, recipients=1)


class TestANewIdEachTime(MailerSuite):
    class Kind(Mailer):
        def _sent(self, mail: Mail, call: Call) -> Posted:
            posted = super()._sent(mail, call)
            return replace(posted, ref=f"{posted.ref}.{call.attempt}")


class TestMailsEveryone(MailerSuite):
    """What is for one person goes to the customers too."""

    class Kind(Mailer):
        def send_person(self, mail: PersonMail, call: Call) -> Posted:
            self._send(
                Mail(to=CUSTOMER, subject=mail.subject, text=mail.text),
                replace(call, effect_key=f"{call.effect_key}.all"),
            )
            return super().send_person(mail, call)


class TestCountsNobody(MailerSuite):
    class Kind(Mailer):
        def _sent(self, mail: Mail, call: Call) -> Posted:
            return replace(super()._sent(mail, call), recipients=0)


class TestMailsWithoutText(MailerSuite):
    class Kind(Mailer):
        def _sent(self, mail: Mail, call: Call) -> Posted:
            return super()._sent(replace(mail, text=""), call)


class TestOneMailForAnIncident(MailerSuite):
    """A second notice of an incident is taken for the first."""

    class Kind(Mailer):
        def _sent(self, mail: Mail, call: Call) -> Posted:
            key = call.object_key
            self.mails.setdefault(key, mail)
            return Posted(ref=key, recipients=1)


class TestSaysItMailsPeople(MailerSuite):
    class Kind(Mailer):
        send_person: Any = None


@dataclass
class Diary:
    """Sound: a meeting is known by its uid."""

    wire: Wire
    held: dict[str, Meeting] = field(default_factory=dict)

    def schedule(self, draft: MeetingDraft, call: Call) -> Ref:
        return self.wire.ask(lambda: self._schedule(draft))

    def _schedule(self, draft: MeetingDraft) -> Ref:
        self.held[draft.uid] = Meeting(
            title=draft.title, starts=draft.starts, attendees=len(draft.attendees)
        )
        return Ref(id=draft.uid)

    def cancel(self, draft: MeetingDraft, call: Call) -> None:
        self.wire.ask(lambda: self._cancel(draft))

    def _cancel(self, draft: MeetingDraft) -> None:
        self.held.pop(draft.uid, None)


class DiarySuite(OnWire, CalendarContract):
    """The suite; each mutant is a class with its own `Kind`."""

    Kind: ClassVar[type[Diary]] = Diary

    @pytest.fixture
    def calendar(self, wire: Wire) -> Calendar:
        return self.Kind(wire)

    @pytest.fixture
    def meetings(self, calendar: Diary) -> Callable[[], Sequence[Meeting]]:
        return lambda: list(calendar.held.values())


class TestRightDiary(DiarySuite):
    """Nothing is wrong with it."""


class TestNeverSchedules(DiarySuite):
    class Kind(Diary):
        def _schedule(self, draft: MeetingDraft) -> Ref:
            return Ref(id=draft.uid)


class TestMovesByASecondMeeting(DiarySuite):
    class Kind(Diary):
        def _schedule(self, draft: MeetingDraft) -> Ref:
            super()._schedule(replace(draft, uid=f"{draft.uid}.{len(self.held)}"))
            return Ref(id=draft.uid)


class TestNeverMoves(DiarySuite):
    class Kind(Diary):
        def _schedule(self, draft: MeetingDraft) -> Ref:
            return Ref(id=draft.uid) if draft.uid in self.held else super()._schedule(draft)


class TestOneMeetingForAll(DiarySuite):
    class Kind(Diary):
        def _schedule(self, draft: MeetingDraft) -> Ref:
            super()._schedule(replace(draft, uid="1"))
            return Ref(id=draft.uid)

        def _cancel(self, draft: MeetingDraft) -> None:
            super()._cancel(replace(draft, uid="1"))


class TestCancelsEveryMeeting(DiarySuite):
    class Kind(Diary):
        def _cancel(self, draft: MeetingDraft) -> None:
            self.held.clear()


class TestNeverCancels(DiarySuite):
    class Kind(Diary):
        def _cancel(self, draft: MeetingDraft) -> None:
            """Done, it says."""


class TestBreaksOnASecondCancel(DiarySuite):
    class Kind(Diary):
        def _cancel(self, draft: MeetingDraft) -> None:
            del self.held[draft.uid]


class TestAnotherHour(DiarySuite):
    """It takes the time for local time."""

    class Kind(Diary):
        def _schedule(self, draft: MeetingDraft) -> Ref:
            return super()._schedule(replace(draft, starts=draft.starts - timedelta(hours=1)))


class TestInvitesNobody(DiarySuite):
    class Kind(Diary):
        def _schedule(self, draft: MeetingDraft) -> Ref:
            return super()._schedule(replace(draft, attendees=()))


class TestMeetingNumberAsId(DiarySuite):
    class Kind(Diary):
        def _schedule(self, draft: MeetingDraft) -> Ref:
            super()._schedule(draft)
            wrong: Any = 7
            return Ref(id=wrong)


@dataclass
class Shelf:
    """Sound: a document for each incident."""

    wire: Wire
    held: dict[str, str] = field(default_factory=dict)

    def publish(self, document: PostmortemDocument, call: Call) -> Ref:
        return self.wire.ask(lambda: self._publish(document))

    def _publish(self, document: PostmortemDocument) -> Ref:
        self.held[document.incident] = document.markdown
        return Ref(id=document.name or document.incident, url=self.address(document))

    def address(self, document: PostmortemDocument) -> str:
        return f"https://example.org/{document.incident}"


class ShelfSuite(OnWire, PostmortemsContract):
    """The suite; each mutant is a class with its own `Kind`."""

    Kind: ClassVar[type[Shelf]] = Shelf

    @pytest.fixture
    def place(self, wire: Wire) -> Postmortems:
        return self.Kind(wire)

    @pytest.fixture
    def kept_there(self, place: Shelf) -> Callable[[], Sequence[str]]:
        return lambda: list(place.held.values())


class TestRightShelf(ShelfSuite):
    """Nothing is wrong with it."""


class TestNeverPublishes(ShelfSuite):
    class Kind(Shelf):
        def _publish(self, document: PostmortemDocument) -> Ref:
            return Ref(id=document.name, url=self.address(document))


class TestPublishesAnotherEachTime(ShelfSuite):
    class Kind(Shelf):
        def _publish(self, document: PostmortemDocument) -> Ref:
            number = f"{document.incident}.{len(self.held)}"
            return replace(super()._publish(replace(document, incident=number)), url="")


class TestNeverReplaces(ShelfSuite):
    class Kind(Shelf):
        def _publish(self, document: PostmortemDocument) -> Ref:
            words = self.held.get(document.incident, document.markdown)
            return super()._publish(replace(document, markdown=words))


class TestOneDocumentForAll(ShelfSuite):
    class Kind(Shelf):
        def _publish(self, document: PostmortemDocument) -> Ref:
            ref = super()._publish(document)
            self.held = {"1": document.markdown}
            return ref


class TestSwapsDocuments(ShelfSuite):
    """A second incident's document has the words of the first."""

    class Kind(Shelf):
        def _publish(self, document: PostmortemDocument) -> Ref:
            others = [text for one, text in self.held.items() if one != document.incident]
            words = others[0] if others else document.markdown
            return super()._publish(replace(document, markdown=words))


class TestLosesTheEnd(ShelfSuite):
    class Kind(Shelf):
        def _publish(self, document: PostmortemDocument) -> Ref:
            return super()._publish(replace(document, markdown=document.markdown[:20]))


class TestPromisesAnotherAddress(ShelfSuite):
    class Kind(Shelf):
        def _publish(self, document: PostmortemDocument) -> Ref:
            ref = super()._publish(document)
            return replace(ref, url=f"{ref.url}/1")


class TestAPathForAnAddress(ShelfSuite):
    class Kind(Shelf):
        def address(self, document: PostmortemDocument) -> str:
            return f"file:///srv/{document.incident}"


class TestBreaksOnAName(ShelfSuite):
    class Kind(Shelf):
        def _publish(self, document: PostmortemDocument) -> Ref:
            if "/" in document.name:
                raise FileNotFoundError(document.name)
            return super()._publish(document)
