"""A desk that keeps everything in memory."""

from collections import deque
from collections.abc import Iterable

from kindred.channels.outcome import Outcome
from kindred.channels.parcel import Parcel


class MemoryDesk:
    """Gives out parcels and keeps what became of them."""

    def __init__(self, parcels: Iterable[Parcel], *, refused: Iterable[int] = ()) -> None:
        self.waiting = deque(parcels)
        self.refused = set(refused)
        self.handed_over: list[int] = []
        self.outcomes: dict[int, Outcome] = {}
        self.returned: list[int] = []

    async def next(self) -> Parcel | None:
        """Give out the next parcel."""
        return self.waiting.popleft() if self.waiting else None

    async def hand_over(self, parcel: Parcel) -> bool:
        """Allow all but the refused."""
        if parcel.key in self.refused:
            return False
        self.handed_over.append(parcel.key)
        return True

    async def report(self, parcel: Parcel, outcome: Outcome) -> None:
        """Keep the outcome; a second one for the same parcel is a fault."""
        assert parcel.key not in self.outcomes
        self.outcomes[parcel.key] = outcome

    async def put_back(self, parcel: Parcel) -> None:
        """Take it back."""
        self.returned.append(parcel.key)

    @property
    def results(self) -> list[str]:
        """Return the results in the order of the parcels."""
        return [self.outcomes[key].result for key in sorted(self.outcomes)]
