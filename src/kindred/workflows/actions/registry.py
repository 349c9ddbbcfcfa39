"""The register of actions: a new kind is one file and one line here."""

from kindred.workflows.actions import (
    add_to_cohort,
    create_task,
    move,
    notify,
    send_email,
    set_field,
    tagging,
    wait,
    webhook,
)
from kindred.workflows.actions.kind import ActionKind

KINDS: dict[str, ActionKind] = {
    kind.key: kind
    for kind in (
        send_email.KIND,
        wait.KIND,
        tagging.ADD,
        tagging.REMOVE,
        set_field.KIND,
        create_task.KIND,
        notify.KIND,
        move.KIND,
        add_to_cohort.KIND,
        webhook.KIND,
    )
}
