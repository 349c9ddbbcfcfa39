"""Several things at the same instant."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any]) -> None:
    """Do several things in threads that begin at the same instant."""
    barrier = threading.Barrier(len(acts))
    faults: list[BaseException] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            act()
        except BaseException as fault:  # noqa: BLE001 (raised again below)
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
