"""Rings people by carrier pigeon: `page` returns when one is in the air, not when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    PageRequest,
    PagingCapability,
    Person,
    ProviderContext,
    Ref,
    one_line,
)
from tocsin.providers.http import Deadline, objects_in, segment

from tocsin_carrier_pigeon.client import make_client, text
from tocsin_carrier_pigeon.config import PagingSection

LONGEST_NOTE: Final = 140
ABLE: Final[frozenset[PagingCapability]] = frozenset(
    {"acknowledge", "resolve", "find", "native-key"}
)


class Pager:
    """One section of a team file. Any number of threads may call."""

    def __init__(self, config: PagingSection, context: ProviderContext) -> None:
        """Nothing is connected yet."""
        self._coops: Mapping[str, str] = config.coops
        self._http = make_client(config, context.clock)

    @property
    def capabilities(self) -> frozenset[PagingCapability]:
        """The band is our key: no two pigeons wear the same."""
        return ABLE

    def page(self, request: PageRequest, call: Call) -> Ref:
        """Send a pigeon, or find the one that was sent already. Raises ProviderError."""
        until = Deadline(call.deadline_s)
        told = {
            "band": request.page_id,
            "coop": self._coop(request.person),
            "note": one_line(request.text, LONGEST_NOTE),
            "link": request.ack_url,
        }
        try:
            answer = self._http.post("/v1/pigeons", deadline=until, json=told)
        except ProviderError as error:
            sent = self._wearing(request.page_id, until) if error.code == "conflict" else None
            if sent is None:
                raise
            return sent
        id = text(answer.object(), "id")
        if not id:
            raise answer.strange("there is no id in it")
        return Ref(id=id)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Call the pigeon back: somebody answered."""
        self._call_back(request, ref, "recalled", call)

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Let it fly home: the incident is over."""
        self._call_back(request, ref, "home", call)

    def find(self, object_key: str, call: Call) -> Ref | None:
        """Return the pigeon with that band, None when there is none."""
        return self._wearing(object_key, Deadline(call.deadline_s))

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def _coop(self, person: Person) -> str:
        coop = self._coops.get(person.id)
        if coop is None:
            said = f'{person.name} has no coop: add {person.id} = "<coop>" to coops.'
            raise ProviderError("invalid", said)
        return coop

    def _wearing(self, band: str, until: Deadline) -> Ref | None:
        answer = self._http.get("/v1/pigeons", deadline=until, params={"band": band})
        found = [text(pigeon, "id") for pigeon in objects_in(answer.object().get("pigeons"))]
        return Ref(id=found[0]) if found else None

    def _call_back(self, request: PageRequest, ref: Ref, state: str, call: Call) -> None:
        """The first answer may have been lost: then the band alone is known."""
        until = Deadline(call.deadline_s)
        known = ref if ref.id else self._wearing(request.page_id, until)
        if known is None:
            raise ProviderError("not_found", f"There is no pigeon with the band {request.page_id}.")
        self._http.post(f"/v1/pigeons/{segment(known.id)}/{state}", deadline=until).object()
