"""From a due row to a known outcome: routes, claims, drafts, the ledger, and the desk that channels work for."""
