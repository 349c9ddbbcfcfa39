"""Set-based SQL for SQLite and PostgreSQL, called with querysets."""
