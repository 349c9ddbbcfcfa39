"""Questions that cross from the network's thread to the database's."""

import asyncio
import threading

import pytest

from kindred.kit.crossing import Crossing


def test_what_is_asked_at_the_same_time_is_answered_together() -> None:
    crossing: Crossing[int] = Crossing()
    groups: list[list[int]] = []
    answers: list[int] = []
    threads = set()

    async def network() -> None:
        answers.extend(await asyncio.gather(*(crossing.ask(n) for n in range(20))))

    def answer(asked: list[int]) -> list[int]:
        groups.append(asked)
        threads.add(threading.current_thread())
        return [n * 2 for n in asked]

    crossing.run(network, answer)
    assert answers == [n * 2 for n in range(20)]
    assert len(groups) <= 2
    assert threads == {threading.current_thread()}


def test_a_fault_of_the_database_ends_the_network_and_is_raised() -> None:
    crossing: Crossing[int] = Crossing()
    seen: list[str] = []

    async def network() -> None:
        for n in range(3):
            try:
                await crossing.ask(n)
            except OSError as error:
                seen.append(str(error))

    def answer(_asked: list[int]) -> list[int]:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        crossing.run(network, answer)
    assert seen == ["disk full"] * 3


def test_an_exception_among_the_answers_goes_to_whoever_asked() -> None:
    crossing: Crossing[int] = Crossing()
    seen: list[object] = []

    async def network() -> None:
        seen.extend(await asyncio.gather(*(crossing.ask(n) for n in range(3)), return_exceptions=True))

    crossing.run(network, lambda asked: [OSError(n) if n == 1 else n for n in asked])
    assert [seen[0], str(seen[1]), seen[2]] == [0, "1", 2]


def test_a_fault_of_the_network_is_raised() -> None:
    async def network() -> None:
        raise RuntimeError("broken")

    crossing: Crossing[int] = Crossing()
    with pytest.raises(RuntimeError, match="broken"):
        crossing.run(network, list)
