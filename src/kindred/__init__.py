"""Kindred turns a pool of contacts into relationships, cohort by cohort."""
