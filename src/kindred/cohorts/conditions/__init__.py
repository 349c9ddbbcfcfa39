"""What cohorts and segments bring to the criteria language; named in config/criteria.py."""
