-- Who this account is: at most one row, from the first sign-in to the account's deletion.
CREATE TABLE account (
  id              INTEGER PRIMARY KEY CHECK (id = 1),
  user_id         TEXT    NOT NULL,
  name            TEXT    NOT NULL,
  email           TEXT    NOT NULL,
  timezone        TEXT    NOT NULL,
  week_start_day  INTEGER NOT NULL,
  workspaces      TEXT    NOT NULL CHECK (json_valid(workspaces)),
  tier            TEXT    NOT NULL DEFAULT 'free' CHECK (tier IN ('free', 'premium')),
  created_at_ms   INTEGER NOT NULL,
  signed_in_at_ms INTEGER NOT NULL
) STRICT;

-- ClickUp tokens, sealed with ENCRYPTION_KEY; the newest sign-in replaces the row.
CREATE TABLE sealed_tokens (
  purpose      TEXT    PRIMARY KEY CHECK (purpose IN ('clickup_oauth')),
  sealed       TEXT    NOT NULL,
  stored_at_ms INTEGER NOT NULL
) STRICT;

-- What may act as this user: OAuth grants, personal tokens, signed-in browsers. A revoked or
-- expired row stays 90 days, so that late uses are refused for the right reason; the alarm removes it.
CREATE TABLE credentials (
  credential_id   TEXT    PRIMARY KEY,
  kind            TEXT    NOT NULL CHECK (kind IN ('grant', 'personal_token', 'browser')),
  client_id       TEXT    NOT NULL,
  client_name     TEXT    NOT NULL,
  scopes          TEXT    NOT NULL CHECK (json_valid(scopes)),
  grant_id        TEXT,
  created_at_ms   INTEGER NOT NULL,
  claimed_at_ms   INTEGER,
  last_used_at_ms INTEGER,
  expires_at_ms   INTEGER,
  revoked_at_ms   INTEGER
) STRICT;

-- Live MCP sessions. A row leaves when the client, the cap of sessions or 30 idle days end it.
-- stream_opened_at_ms is set while the client holds the session's event stream open.
CREATE TABLE sessions (
  session_id          TEXT    PRIMARY KEY,
  credential_id       TEXT    NOT NULL,
  transport           TEXT    NOT NULL CHECK (transport IN ('streamable-http', 'sse')),
  protocol_version    TEXT    NOT NULL,
  client_name         TEXT    NOT NULL,
  client_version      TEXT    NOT NULL,
  choice              TEXT    NOT NULL CHECK (json_valid(choice)),
  opened_at_ms        INTEGER NOT NULL,
  used_at_ms          INTEGER NOT NULL,
  stream_opened_at_ms INTEGER
) STRICT;

-- The sliding window of our own limit, a ring: slot = seq modulo the ring's size, so that a row is
-- overwritten once it has left the window and nothing needs deleting.
CREATE TABLE counted_calls (
  slot  INTEGER PRIMARY KEY,
  seq   INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  cost  INTEGER NOT NULL
) STRICT;

-- Audit outbox. A row is written with the decision it records (outcome null), completed once, and
-- leaves after the queue accepted it; the newest row always stays, so that seq never starts again.
CREATE TABLE audit_events (
  seq            INTEGER PRIMARY KEY,
  event_id       TEXT    NOT NULL,
  at_ms          INTEGER NOT NULL,
  event          TEXT    NOT NULL CHECK (json_valid(event)),
  outcome        TEXT,
  duration_ms    INTEGER,
  upstream_calls INTEGER
) STRICT;

-- What ClickUp said lately (hierarchy, people, fields), by key. May be emptied at any time; the
-- alarm removes rows a day after they were written.
CREATE TABLE cache_entries (
  key          TEXT    PRIMARY KEY,
  value        TEXT    NOT NULL CHECK (json_valid(value)),
  stored_at_ms INTEGER NOT NULL
) STRICT;

-- Creates that carried a dedupe_key: kept 24 h from the claim, then removed by the alarm.
CREATE TABLE dedupe_keys (
  tool           TEXT    NOT NULL,
  key            TEXT    NOT NULL,
  arguments_hash TEXT    NOT NULL,
  value          TEXT    CHECK (value IS NULL OR json_valid(value)),
  claimed_at_ms  INTEGER NOT NULL,
  PRIMARY KEY (tool, key)
) STRICT;
