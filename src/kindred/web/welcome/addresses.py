"""Which addresses are known to be a person's."""

from allauth.account.models import EmailAddress

from kindred.accounts.models import User


def confirmed_addresses(user: User) -> list[str]:
    """Return the addresses whose mail the person has shown to read: by them alone an invitation may be found."""
    return list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
