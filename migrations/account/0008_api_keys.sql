-- The user's own ClickUp API key, which is used instead of the sign-in's token: at most one row, until
-- the user removes it. Once ClickUp has refused the key, the key is gone from the row and only the days
-- stay, for the account page. Both sealed: the key, and the Workspaces that it opens.
CREATE TABLE api_keys (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  sealed        TEXT,
  workspaces    BLOB    NOT NULL,
  stored_at_ms  INTEGER NOT NULL,
  refused_at_ms INTEGER,
  CHECK ((sealed IS NULL) = (refused_at_ms IS NOT NULL))
) STRICT;
