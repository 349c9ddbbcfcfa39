"""The doctor: what must hold in the database, each a query for the rows that break it. Docs: docs/reliability.md."""
