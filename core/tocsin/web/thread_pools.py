"""Thread pools for blocking calls, one for each sort of route."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)


class ThreadPool:
    """A pool of a bounded number of threads, made when first needed."""

    def __init__(self, name: str, threads: int) -> None:
        """`name` is what the threads are called."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._under_way: set[Future[Any]] = set()

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call in a thread and await the result; what it raises is raised here."""
        future = self._pool.submit(call, *args, **kwargs)
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        return await asyncio.wrap_future(future)

    def stop(self, seconds: float) -> None:
        """Wait so long for calls under way, cancel those that wait, and end the threads."""
        left = wait(set(self._under_way), timeout=seconds).not_done
        if left:
            log.error("%d requests were still being handled at the stop", len(left))
        self._pool.shutdown(wait=not left, cancel_futures=True)
