-- Work that is shared between processes on any number of machines.

create table workers (
  owner        text collate "C" primary key,  -- as in the runs that it works on
  version      text collate "C" not null,
  host         text collate "C" not null,
  queues       text collate "C" not null,     -- comma-separated
  concurrency  integer not null,
  started_at   timestamptz(3) not null,       -- both by the clock of the database, whatever the machines' clocks say
  seen_at      timestamptz(3) not null
);

-- The fits of one fold with one set of settings: done once, whoever wants them.
create table fit_parts (
  key         text collate "C" primary key,   -- a hash of all that its result depends on
  run_kind    text collate "C" not null check (run_kind in ('backtest', 'sweep')),
  run_id      text collate "C" not null,      -- tells where its data is
  user_id     text collate "C" not null,
  spec        text collate "C" not null,      -- the settings and the fold
  turn        integer not null,               -- of all that wait the lowest is next
  job_id      text collate "C" not null,      -- its place in the queue
  owner       text collate "C",               -- who does it, or did
  attempts    integer not null default 0,
  error       json,                           -- why it can't be done, or was not the last time
  result      bytea,
  created_at  timestamptz(3) not null,
  ended_at    timestamptz(3)                  -- null until it is done, or given up
);

create index fit_parts_by_owner on fit_parts (owner) where ended_at is null;
create index fit_parts_by_turn on fit_parts (turn) where ended_at is null and owner is null;
create index fit_parts_by_user on fit_parts (user_id, turn) where ended_at is null;
create index fit_parts_by_end on fit_parts (ended_at);

create table fit_part_wants (
  run_id  text collate "C" not null,
  key     text collate "C" not null,
  primary key (run_id, key)
);

create index fit_part_wants_of_part on fit_part_wants (key);
