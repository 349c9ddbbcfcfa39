"""Groups of contacts with a purpose: criteria, pins, the membership ledger, the goal and the collaborators."""
