"""Words for an exchange that got no answer, without addresses."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tocsin.errors import ProviderFault

Kind = Literal["late", "proxy", "connect", "large", "ours", "broken"]
MAX_REASON = 120


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A failure; `words` follow the name of the tool, without a full stop."""

    code: ProviderFault
    words: str
    may_have_arrived: bool = True


_FAULTS: Mapping[Kind, Fault] = MappingProxyType(
    {
        "late": Fault(code="timeout", words="did not answer in time"),
        "proxy": Fault(
            code="unavailable",
            words="cannot be reached: the proxy refused",
            may_have_arrived=False,
        ),
        "large": Fault(code="invalid", words="answered with more than is taken"),
        "ours": Fault(
            code="invalid",
            words="cannot be asked: the address or a header cannot be sent",
            may_have_arrived=False,
        ),
        "broken": Fault(code="unavailable", words="broke off the connection"),
    }
)


def fault_of(kind: Kind, error: BaseException | None) -> Fault:
    """Return the fault of an error of the HTTP library."""
    found = _FAULTS.get(kind)
    return found or Fault(
        code="unavailable", words=f"cannot be reached: {_reason(error)}", may_have_arrived=False
    )


def _reason(error: BaseException | None) -> str:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = (cause.verify_message or "unknown").rstrip(".")
            return f"its certificate is not trusted ({why}); `ca_file` names another authority"
        if isinstance(cause, ssl.SSLError):
            return "no TLS could be agreed; it may speak http:// only"
        if isinstance(cause, socket.gaierror):
            return "the name of its host is not known"
        if isinstance(cause, ConnectionError | OSError) and cause.strerror:
            return str(cause.strerror)[:MAX_REASON]
    return "no connection"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and its causes, the deepest last."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    yield from seen
