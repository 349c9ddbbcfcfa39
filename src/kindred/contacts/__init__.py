"""The pool: people, companies, tags, skills, fields, and the timeline of what happened to each."""
