"""`kindred user add` and `kindred user password`, for whoever runs Kindred."""

from typing import Annotated

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kindred.accounts.models import User
from kindred.cli.console import say
from kindred.cli.errors import Refused

user = typer.Typer(help="Add people who can log in, and give them new passwords.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address they log in with.")]
Password = Annotated[
    str,
    typer.Option(
        prompt=True,
        confirmation_prompt=True,
        hide_input=True,
        envvar="KINDRED_PASSWORD",
        help="Asked for if not given.",
    ),
]


@user.command()
def add(email: Email, password: Password, name: Annotated[str, typer.Option(help="Their name.")] = "") -> None:
    """Add somebody who can log in."""
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(f"{email} can log in already.")
    _check(password, User(email=email, name=name), email=email)
    User.objects.create_user(email, password, name=name)
    say(f"{email} can log in now.")


@user.command("password")
def new_password(email: Email, password: Password) -> None:
    """Give somebody a new password; it ends their sessions."""
    found = User.objects.filter(email__iexact=email).first()
    if found is None:
        raise Refused(f"Nobody logs in as {email}.")
    _check(password, found, email=email)
    found.set_password(password)
    found.save(update_fields=["password"])
    say(f"{found.email} has a new password.")


def _check(password: str, person: User, *, email: str) -> None:
    """Refuse an address that is none and a password that is easy to guess."""
    try:
        validate_email(email)
        validate_password(password, person)
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages)) from fault
