"""Why a contact is in a cohort or a segment, or is not; since when, by whom, and pinned or not."""
