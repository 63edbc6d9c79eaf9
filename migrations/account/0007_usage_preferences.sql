-- How often each tool was called, one row an hour: counts is {"<tool>": [ok, failed, refused]}. Filled
-- when audit events are drained, so that a call itself writes nothing here; last_seq is the highest of
-- those events. The alarm removes a row after 31 days.
CREATE TABLE usage (
  hour     INTEGER PRIMARY KEY,
  counts   TEXT    NOT NULL CHECK (json_valid(counts)),
  last_seq INTEGER NOT NULL
) STRICT;

-- Which tools connections get whose URL chooses none, as chosen on the account page: at most one row,
-- until the account is deleted. Each change raises the version.
CREATE TABLE preferences (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  choice  TEXT    NOT NULL CHECK (json_valid(choice)),
  version INTEGER NOT NULL
) STRICT;
