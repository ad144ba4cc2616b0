"""HTTP for providers: one attempt with a deadline, whose failures are `ProviderError`s.

    client = HttpClient(
        config.base_url, tool=f"The pager `{context.instance}`", agent="tocsin-pager/1.0",
        clock=context.clock, authorise=lambda: {"Authorization": f"Token {…}"},
    )
    answer = client.post("/v2/pages", deadline=call.deadline_s, json={"title": …})
    answer.object()["id"]

A call ends by its deadline, whatever the far end does: name lookup, connecting, writing and a slow
body count together. No redirect is followed; `netrc` and the proxies of the environment are not
read; an answer has a largest size. Neither address nor header nor body is ever logged or stands in
an error. Sync, and safe to be called by many threads, which share the open connections.
"""

from __future__ import annotations

from tocsin.providers.http.addresses import Param, check_url, segment
from tocsin.providers.http.answer import HttpAnswer
from tocsin.providers.http.client import Explain, Headers, HttpClient, Refused, revealed
from tocsin.providers.http.deadline import Deadline
from tocsin.providers.http.json_body import Json, Object, objects_in, text_at
from tocsin.providers.http.pace import Pace
from tocsin.providers.http.settings import Tls, Via
from tocsin.providers.http.waits import LONGEST_WAIT_S, read_retry_after

__all__ = [
    "LONGEST_WAIT_S",
    "Deadline",
    "Explain",
    "Headers",
    "HttpAnswer",
    "HttpClient",
    "Json",
    "Object",
    "Pace",
    "Param",
    "Refused",
    "Tls",
    "Via",
    "check_url",
    "objects_in",
    "read_retry_after",
    "revealed",
    "segment",
    "text_at",
]
