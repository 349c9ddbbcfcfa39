"""What can be refused about retention rules."""

from kindred.kit.errors import KindredError


class MeansEverybody(KindredError):
    """Say whom the rule is about: without a condition it would mean everybody."""


class NobodyToAskWith(KindredError):
    """Choose the cohort whose workflow asks them."""


class LookAgain(KindredError):
    """By now the rule would find more people than you were shown. Look again, then switch it on."""
