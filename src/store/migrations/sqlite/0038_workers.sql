-- Work that is shared between processes on any number of machines.

create table workers (
  owner        text primary key,  -- as in the runs that it works on
  version      text not null,
  host         text not null,
  queues       text not null,     -- comma-separated
  concurrency  integer not null,
  started_at   text not null,     -- both by the clock of the database, whatever the machines' clocks say
  seen_at      text not null
);

-- The fits of one fold with one set of settings: done once, whoever wants them.
create table fit_parts (
  key         text primary key,   -- a hash of all that its result depends on
  run_kind    text not null check (run_kind in ('backtest', 'sweep')),
  run_id      text not null,      -- tells where its data is
  user_id     text not null,
  spec        text not null,      -- the settings and the fold
  turn        integer not null,   -- of all that wait the lowest is next
  job_id      text not null,      -- its place in the queue
  owner       text,               -- who does it, or did
  attempts    integer not null default 0,
  error       text,               -- why it can't be done, or was not the last time
  result      blob,
  created_at  text not null,
  ended_at    text                -- null until it is done, or given up
);

create index fit_parts_by_owner on fit_parts (owner) where ended_at is null;
create index fit_parts_by_turn on fit_parts (turn) where ended_at is null and owner is null;
create index fit_parts_by_user on fit_parts (user_id, turn) where ended_at is null;
create index fit_parts_by_end on fit_parts (ended_at);

create table fit_part_wants (
  run_id  text not null,
  key     text not null,
  primary key (run_id, key)
);

create index fit_part_wants_of_part on fit_part_wants (key);
