-- Refresh tokens that are being exchanged (successor_hash null) or were. A row stays as long as its
-- grant, so that a late reuse is known for what it is; its sealed answer leaves with the grace.
CREATE TABLE refreshes (
  token_hash           TEXT    PRIMARY KEY,
  grant_id             TEXT    NOT NULL,
  request_hash         TEXT    NOT NULL,
  started_at_ms        INTEGER NOT NULL,
  finished_at_ms       INTEGER,
  successor_hash       TEXT,
  sealed_answer        TEXT,
  successor_used_at_ms INTEGER
) STRICT;

CREATE INDEX refreshes_of_grant ON refreshes (grant_id, started_at_ms);
CREATE INDEX refreshes_by_successor ON refreshes (successor_hash);
