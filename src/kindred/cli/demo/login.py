"""How to log in to the demo: easily on one's own machine, and by a password nobody can guess anywhere else."""

import secrets

from kindred.accounts.models import User
from kindred.cli.server.ready import is_loopback

EMAIL = "demo@kindred.example"
#: Known to everybody, so it opens nothing that others can reach.
KNOWN_PASSWORD = "kindred-demo"  # noqa: S105


def demo_user() -> User:
    """Return the demo's owner, made if missing and then without any password."""
    user = User.objects.filter(email=EMAIL).first()
    return user or User.objects.create_user(EMAIL, name="Dana Demo")


def demo_login(*, host: str) -> str:
    """Return the line that tells how to log in to the demo, or nothing where there is none.

    On a host that others can reach, a known password is replaced by a random one, which is told this once.
    """
    user = User.objects.filter(email=EMAIL).first()
    if user is None:
        return ""
    if user.has_usable_password() and not user.check_password(KNOWN_PASSWORD):
        return f"Demo login: {EMAIL}, with the password it was given (`kindred user password {EMAIL}` sets a new one)"
    password = KNOWN_PASSWORD if is_loopback(host) else secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    return f"Demo login: {EMAIL}, password {password}"
