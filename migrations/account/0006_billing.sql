-- Who this user is at Stripe and what Stripe said last: at most one row, from the first checkout to the
-- account's deletion. Stripe is to be read again while asked > answered, and at due_at_ms in any case.
CREATE TABLE billing (
  id              INTEGER PRIMARY KEY CHECK (id = 1),
  customer_id     TEXT,
  idempotency_key TEXT    NOT NULL,
  checkout        TEXT    CHECK (checkout IS NULL OR json_valid(checkout)),
  subscriptions   TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(subscriptions)),
  charges         TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(charges)),
  read_at_ms      INTEGER NOT NULL DEFAULT 0,
  asked           INTEGER NOT NULL DEFAULT 0,
  answered        INTEGER NOT NULL DEFAULT 0,
  failures        INTEGER NOT NULL DEFAULT 0,
  due_at_ms       INTEGER
) STRICT;

-- Stripe's events that were taken, so that each acts once; the alarm removes a row after 31 days.
CREATE TABLE stripe_events (
  event_id   TEXT    PRIMARY KEY,
  seen_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
