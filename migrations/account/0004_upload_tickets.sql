-- One-time upload links that were given out, by the hash of their ticket. A row leaves with its use;
-- an expired one with the next link or the next alarm.
CREATE TABLE upload_tickets (
  ticket_hash   TEXT    PRIMARY KEY,
  credential_id TEXT    NOT NULL,
  client_id     TEXT    NOT NULL,
  target        TEXT    NOT NULL CHECK (json_valid(target)),
  expires_at_ms INTEGER NOT NULL
) STRICT;
