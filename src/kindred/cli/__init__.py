"""The kindred command: run, web, worker, work, demo, import, export, doctor, backup, user."""
