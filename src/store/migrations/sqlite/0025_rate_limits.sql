-- How many requests were counted in the newest window of whoever is counted. Several servers on one PostgreSQL share it; a
-- server on SQLite is alone, and counts in its own memory.
create table rate_limits (
  key            text primary key,
  window_number  integer not null,  -- windows of one length since 1970
  requests       integer not null check (requests > 0)
);

-- Serves the removal of windows that are past.
create index rate_limits_by_window on rate_limits (window_number);
