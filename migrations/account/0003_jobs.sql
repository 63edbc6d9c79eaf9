-- Work of many writes that outlasts a call. A row leaves a day after it has ended.
CREATE TABLE jobs (
  job_id        TEXT    PRIMARY KEY,
  tool          TEXT    NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'stopped')),
  problem       TEXT,
  items         TEXT    NOT NULL CHECK (json_valid(items)),
  note          TEXT    NOT NULL CHECK (json_valid(note)),
  origin        TEXT    NOT NULL CHECK (json_valid(origin)),
  stop_on_error INTEGER NOT NULL CHECK (stop_on_error IN (0, 1)),
  started_at_ms INTEGER NOT NULL,
  resume_at_ms  INTEGER NOT NULL,
  ended_at_ms   INTEGER
) STRICT;

-- A job's writes, in order. A step is 'sent' before its request leaves: found so after a restart, it
-- may have been done, and is never sent again. The action leaves with the step's end.
CREATE TABLE job_steps (
  job_id     TEXT    NOT NULL,
  step       INTEGER NOT NULL,
  item       INTEGER NOT NULL,
  does       TEXT    NOT NULL,
  action     TEXT    NOT NULL CHECK (json_valid(action)),
  after      TEXT    NOT NULL CHECK (json_valid(after)),
  state      TEXT    NOT NULL
             CHECK (state IN ('waiting', 'sent', 'done', 'failed', 'unknown', 'not_tried')),
  result     TEXT    CHECK (result IS NULL OR json_valid(result)),
  code       TEXT,
  problem    TEXT,
  PRIMARY KEY (job_id, step)
) STRICT;
