"""What a worker does: functions (now, worker) -> jobs.worker.Report, each a bounded piece of the work that is due."""

WORK: tuple[str, ...] = (
    "kindred.contacts.importing.work.work",
    "kindred.contacts.basis_ending.work",
    "kindred.contacts.erasing.work.work",
    "kindred.contacts.duplicates.work.match_changed",
    "kindred.contacts.duplicates.work.search",
    "kindred.contacts.duplicates.merging.run",
    "kindred.contacts.duplicates.merging.forget",
    "kindred.contacts.importing.work.sweep",
    "kindred.cohorts.adding.work",
    "kindred.cohorts.live.work",
    "kindred.cohorts.measuring.work",
    "kindred.retention.work.work",
    "kindred.bulk.work.act",
    "kindred.bulk.work.export",
    "kindred.bulk.work.sweep",
    "kindred.workflows.engine.work.work",
    "kindred.messaging.outbox.work",
)
