"""What happens to a contact in a cohort or a sequence: versions, enrollments, the engine that moves them, and its actions."""
