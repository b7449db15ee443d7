-- A run has its row from the moment it is asked for, not only when it ends: a crash leaves a trace, and
-- progress can be asked for. The owner names the process that works on it, so that a later start can tell
-- a run in progress from one whose process is gone. request_key is the hash of the resolved request;
-- equal requests share it, and it is not unique because a run can be forced to repeat another.
create table build_runs (
  id           text collate "C" primary key,  -- UUIDv7 from the application: sorts by time on every engine
  request_key  text collate "C" not null,
  owner        text,
  status       text not null check (status in ('queued', 'running', 'completed', 'failed', 'canceled')),
  progress     integer not null default 0 check (progress between 0 and 100),
  pack_id      text collate "C" not null,
  model_id     text collate "C" not null,
  tag          text,
  params       json not null default '{}',
  config       json not null,
  metrics      json,
  lineage      json,
  error        json,
  matrix_sha   text collate "C",
  out_csv_uri  text,
  asked_at     timestamptz(3) not null,  -- when an equal request came last: that matrix is the model's
  created_at   timestamptz(3) not null,
  started_at   timestamptz(3),
  finished_at  timestamptz(3),
  -- Nobody could ever tell that such a run was abandoned.
  check (status <> 'running' or owner is not null)
);

-- Serves the list of one model's builds, newest first; its prefix serves that of one pack.
create index build_runs_by_model on build_runs (pack_id, model_id, created_at desc, id);
-- Serves the question for a model's latest matrix.
create index build_runs_by_asked on build_runs (pack_id, model_id, asked_at desc, id desc);
-- Serves the list of all builds, newest first.
create index build_runs_by_time on build_runs (created_at desc, id);
-- Serves the question whether an equal request was made before.
create index build_runs_by_request on build_runs (request_key, created_at desc, id);
-- Serves the search, at start, for runs whose process is gone: few rows, whatever the history.
create index build_runs_unfinished on build_runs (owner) where status in ('queued', 'running');

create table training_runs (
  id             text collate "C" primary key,
  request_key    text collate "C" not null,
  owner          text,
  status         text not null check (status in ('queued', 'running', 'completed', 'failed', 'canceled')),
  progress       integer not null default 0 check (progress between 0 and 100),
  pack_id        text collate "C" not null,
  model_id       text collate "C" not null,
  tag            text,
  params         json not null default '{}',
  config         json not null,
  metrics        json,
  lineage        json,
  error          json,
  features       json,  -- JSON array of column names
  model_out_uri  text,
  created_at     timestamptz(3) not null,
  started_at     timestamptz(3),
  finished_at    timestamptz(3),
  check (status <> 'running' or owner is not null)
);

-- The same four questions as for builds.
create index training_runs_by_model on training_runs (pack_id, model_id, created_at desc, id);
create index training_runs_by_time on training_runs (created_at desc, id);
create index training_runs_by_request on training_runs (request_key, created_at desc, id);
create index training_runs_unfinished on training_runs (owner) where status in ('queued', 'running');
