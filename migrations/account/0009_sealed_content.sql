-- Text of the user's own (names, tasks, arguments) is sealed from here on; see docs/security.md.
-- What the tables below held in plain was good for a day at most, and goes.

-- Name, e-mail and Workspaces of the user, sealed. Where it is set, the plain columns are empty.
ALTER TABLE account ADD COLUMN sealed_profile BLOB;

-- What ClickUp said lately (hierarchy, people, fields), by key; the value is sealed. May be emptied at
-- any time; the alarm removes rows a day after they were written.
DROP TABLE cache_entries;
CREATE TABLE cache_entries (
  key          TEXT    PRIMARY KEY,
  value        BLOB    NOT NULL,
  stored_at_ms INTEGER NOT NULL
) STRICT;

-- Creates that carried a dedupe_key, by its hash; the answer is sealed. Kept 24 h from the claim, then
-- removed by the alarm.
DROP TABLE dedupe_keys;
CREATE TABLE dedupe_keys (
  tool           TEXT    NOT NULL,
  key_hash       TEXT    NOT NULL,
  arguments_hash TEXT    NOT NULL,
  value          BLOB,
  claimed_at_ms  INTEGER NOT NULL,
  PRIMARY KEY (tool, key_hash)
) STRICT;

-- Work of many writes that outlasts a call: `content` is what its report says of each item, `problem`
-- why it was stopped, both sealed. A row leaves a day after it has ended.
DROP TABLE jobs;
CREATE TABLE jobs (
  job_id        TEXT    PRIMARY KEY,
  tool          TEXT    NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'stopped')),
  content       BLOB    NOT NULL,
  problem       BLOB,
  origin        TEXT    NOT NULL CHECK (json_valid(origin)),
  stop_on_error INTEGER NOT NULL CHECK (stop_on_error IN (0, 1)),
  started_at_ms INTEGER NOT NULL,
  resume_at_ms  INTEGER NOT NULL,
  ended_at_ms   INTEGER
) STRICT;

-- A job's writes, in order. A step is 'sent' before its request leaves: found so after a restart, it
-- may have been done, and is never sent again. `content` is what it does and what is to be sent, which
-- leaves with the step's end; `ending` what came of it. Both sealed.
DROP TABLE job_steps;
CREATE TABLE job_steps (
  job_id     TEXT    NOT NULL,
  step       INTEGER NOT NULL,
  item       INTEGER NOT NULL,
  content    BLOB    NOT NULL,
  after      TEXT    NOT NULL CHECK (json_valid(after)),
  state      TEXT    NOT NULL
             CHECK (state IN ('waiting', 'sent', 'done', 'failed', 'unknown', 'not_tried')),
  code       TEXT,
  ending     BLOB,
  PRIMARY KEY (job_id, step)
) STRICT;

-- One-time upload links that were given out, by the hash of their ticket; where the file goes, and under
-- which name, is sealed. A row leaves with its use; an expired one with the next link or alarm.
DROP TABLE upload_tickets;
CREATE TABLE upload_tickets (
  ticket_hash   TEXT    PRIMARY KEY,
  credential_id TEXT    NOT NULL,
  client_id     TEXT    NOT NULL,
  target        BLOB    NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;

-- That the user had everything deleted, and when: at most one row, which stays for ever, so that what
-- was still under way then changes nothing. `remaining` says what is left outside this object, and is
-- null once nothing is; next_try_at_ms is when the alarm goes on with it.
CREATE TABLE deletions (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  deleted_at_ms  INTEGER NOT NULL,
  remaining      TEXT    CHECK (remaining IS NULL OR json_valid(remaining)),
  attempts       INTEGER NOT NULL DEFAULT 0,
  next_try_at_ms INTEGER
) STRICT;
