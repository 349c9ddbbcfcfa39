"""A gate between those who act on a rule and those who change it, held until the transaction ends.

Whoever acts passes together with others who act; whoever changes the rule waits for them and keeps newcomers out
until the change has committed. SQLite writes one transaction at a time and needs no gate.
"""

from django.db import connection

#: The first half of the key, so that no other lock of ours is met: one for each rule that has gates.
SENDING, ADDRESSES = 0x6B696E, 0x6B696F


def pass_gate(number: int, *, rule: int = SENDING) -> None:
    """Pass, along with others who do not change the rule."""
    _lock("pg_advisory_xact_lock_shared", rule, number)


def close_gate(number: int, *, rule: int = SENDING) -> None:
    """Wait until nobody passes, and let nobody pass until this transaction has ended."""
    _lock("pg_advisory_xact_lock", rule, number)


def _lock(function: str, rule: int, number: int) -> None:
    """Take an advisory lock of PostgreSQL's; ids beyond 31 bits share locks, which only makes them wait more."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [rule, number % 2**31])
