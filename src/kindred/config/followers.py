"""What follows when something happens: event kind → functions, called in the same transaction, for all contacts at once.

The one upward arrow of the house. To know what happens next, read this table. A follower takes the keywords
kind, contacts (a queryset), at, data and by; it writes rows and does nothing external.
"""

_RULES_HEAR = "kindred.workflows.followers.hear"
_BOARD = "kindred.web.live.followers.tell_board"
_LOOK_AGAIN = "kindred.contacts.duplicates.followers.look_again"

FOLLOWERS: dict[str, tuple[str, ...]] = {
    # Whatever happens may make somebody meet the criteria of a cohort.
    "*": ("kindred.cohorts.followers.look_again",),
    "contact.created": (_LOOK_AGAIN,),
    "contact.edited": (_LOOK_AGAIN,),
    "contact.imported": (_LOOK_AGAIN,),
    # These take the rows of contacts that become one over to the survivor; data["carrying"] writes down what they do.
    "contact.merged": (
        "kindred.contacts.merging.carry_over",
        "kindred.cohorts.merging.carry_over",
        "kindred.messaging.merging.carry_over",
        "kindred.workflows.merging.carry_over",
        "kindred.bulk.merging.carry_over",
        _LOOK_AGAIN,
    ),
    # A batch of an import has come in, or is taken back; data["into"] says where its people go.
    "import.read": ("kindred.cohorts.importing.enter", "kindred.workflows.importing.start"),
    "import.taken_back": ("kindred.cohorts.importing.leave", "kindred.workflows.importing.end"),
    "contact.unmerged": (_LOOK_AGAIN,),
    "cohort.entered": ("kindred.workflows.followers.enroll", _BOARD),
    "cohort.left": ("kindred.workflows.followers.release", _BOARD),
    # What hangs on people goes before the people do.
    "contact.erased": (
        "kindred.bulk.erasing.erase",
        "kindred.workflows.erasing.erase",
        "kindred.messaging.erasing.erase",
        "kindred.cohorts.erasing.erase",
        "kindred.contacts.erasing.own.erase",
    ),
    "contact.disclosed": ("kindred.messaging.disclosing.disclose",),
    "enrollment.completed": (_BOARD,),
    "enrollment.exited": (_BOARD,),
    "enrollment.failed": (_BOARD,),
    "enrollment.started": (_BOARD,),
    "step.reached": (_BOARD,),
    "stage.reached": ("kindred.workflows.followers.meet_goal", _RULES_HEAR),
    "field.changed": (_LOOK_AGAIN, _RULES_HEAR),
    **dict.fromkeys(
        (
            "basis.ended",
            "basis.given",
            "basis.withdrawn",
            "contact.unsubscribed",
            "message.bounced",
            "message.clicked",
            "message.failed",
            "message.opened",
            "message.replied",
            "message.sent",
            "message.suppressed",
            "note.added",
            "tag.added",
            "tag.removed",
            "task.done",
        ),
        (_RULES_HEAR,),
    ),
}
