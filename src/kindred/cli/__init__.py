"""The kindred command: run, worker, work, demo, import, export, doctor, count."""
