"""The conditions that rooms above the criteria language bring to it: each a criteria.kind.ConditionKind."""

KINDS: tuple[str, ...] = (
    "kindred.cohorts.conditions.segment.KIND",
    "kindred.workflows.conditions.KIND",
    "kindred.cohorts.conditions.membership.KIND",
)
