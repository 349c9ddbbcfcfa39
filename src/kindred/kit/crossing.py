"""Questions from coroutines, answered in groups by the thread that owns the database connection.

The network is waited for in a thread of its own; the database is written by the caller's thread, one transaction for
all that was asked meanwhile. So a commit serves many connections, and a test inside a transaction sees everything.
"""

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

Question = TypeVar("Question")

_MOST = 500


class Crossing(Generic[Question]):
    """The place where the two threads meet."""

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[tuple[Question, asyncio.Future[Any]] | None] = queue.SimpleQueue()
        self._fault: BaseException | None = None

    def ask(self, question: Question) -> "asyncio.Future[Any]":
        """Put a question; the answer can be awaited. To be called from a coroutine.

        The future raises what answering raised.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked.put((question, future))
        return future

    def run(self, network: Callable[[], Awaitable[None]], answer: Callable[[list[Question]], list[Any]]) -> None:
        """Run `network` in a thread of its own and answer its questions here until it ends.

        `answer` returns an answer for each question of a group; an exception among them is raised to whoever asked. What it raises ends the network, and is raised again.
        """
        thread = threading.Thread(target=self._run_network, args=(network,), name="network", daemon=True)
        thread.start()
        while group := self._next_group():
            self._answer(group, answer)
        thread.join()
        if self._fault:
            raise self._fault

    def _run_network(self, network: Callable[[], Awaitable[None]]) -> None:
        """Run the network side to its end, and say that it has come."""
        try:
            asyncio.run(_awaited(network))
        except BaseException as error:  # noqa: BLE001 (raised again by the other thread)
            self._fault = self._fault or error
        finally:
            self._asked.put(None)

    def _next_group(self) -> list[tuple[Question, "asyncio.Future[Any]"]]:
        """Wait for a question and return it with all that are there by now; nothing at the end."""
        group = []
        entry = self._asked.get()
        while entry is not None:
            group.append(entry)
            if len(group) >= _MOST or self._asked.empty():
                return group
            entry = self._asked.get()
        if group:
            self._asked.put(None)
        return group

    def _answer(
        self,
        group: list[tuple[Question, "asyncio.Future[Any]"]],
        answer: Callable[[list[Question]], list[Any]],
    ) -> None:
        """Answer a group; after a fault every question is answered with it."""
        answers: list[Any] = []
        if not self._fault:
            try:
                answers = answer([question for question, _future in group])
            except BaseException as error:  # noqa: BLE001 (raised again when the network has ended)
                self._fault = error
        for n, (_question, future) in enumerate(group):
            value = self._fault or answers[n]
            future.get_loop().call_soon_threadsafe(_settle, future, value)


def _settle(future: "asyncio.Future[Any]", value: Any) -> None:
    """Give a future its answer unless nobody waits for it any more."""
    if future.done():
        return
    if isinstance(value, BaseException):
        future.set_exception(value)
        # Whoever awaits it gets it; that nobody might is no reason to complain.
        future.exception()
    else:
        future.set_result(value)


async def _awaited(network: Callable[[], Awaitable[None]]) -> None:
    """Await what a function returns."""
    await network()
