-- How far the audit outbox has been drained; at most one row, written twice for each batch.
-- The queue has accepted every event up to delivered_through, and those in delivered_beyond
-- ([[first, last], ...]): a call that still runs must not hold back the events behind it.
-- batch is what is being sent, {"key", "seqs": [[first, last], ...]}, fixed before it is sent, so that
-- after a crash the same events go out again under the same object key.
-- An event that was delivered leaves its row to the next new one, oldest first, so that removing it
-- is no write of its own; the newest 500 rows always stay.
CREATE TABLE audit_drain (
  id                INTEGER PRIMARY KEY CHECK (id = 1),
  delivered_through INTEGER NOT NULL,
  delivered_beyond  TEXT    NOT NULL CHECK (json_valid(delivered_beyond)),
  batch             TEXT    CHECK (batch IS NULL OR json_valid(batch)),
  refusals          INTEGER NOT NULL,
  retry_at_ms       INTEGER
) STRICT;
