"""What follows when something happens: event kind → functions, called in the same transaction, for all contacts at once.

The one upward arrow of the house. To know what happens next, read this table. A follower takes
(workspace, contacts, kind, at, data, by), writes rows and does nothing external.
"""

FOLLOWERS: dict[str, tuple[str, ...]] = {}
