"""The conditions that rooms above the criteria language bring to it: each a criteria.kind.ConditionKind."""

KINDS: tuple[str, ...] = ()
