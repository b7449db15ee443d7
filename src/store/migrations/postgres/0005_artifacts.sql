-- Which file belongs to which run. A row is written after its file is in place, so every row here has one.
-- A file outlives the run that made it (equal bytes are one file, shared by runs): the reference is emptied.
create table artifacts (
  id               text collate "C" primary key,
  kind             text not null check (kind in ('matrix', 'model', 'plot', 'report', 'csv', 'other')),
  uri              text not null,  -- relative to the workspace, or s3://; never a path of one machine
  sha256           text collate "C" not null,
  size_bytes       bigint not null check (size_bytes >= 0),
  build_run_id     text collate "C" references build_runs (id) on delete set null,
  training_run_id  text collate "C" references training_runs (id) on delete set null,
  backtest_run_id  text collate "C" references backtest_runs (id) on delete set null,
  created_at       timestamptz(3) not null
);

-- Serves the list of all artifacts, newest first.
create index artifacts_by_time on artifacts (created_at desc, id);
-- Serves the list of one kind, newest first.
create index artifacts_by_kind on artifacts (kind, created_at desc, id);
-- Serves the search by content.
create index artifacts_by_sha on artifacts (sha256, created_at desc, id);
-- Serve the artifacts of one run, and the removal of a run.
create index artifacts_of_build on artifacts (build_run_id, created_at desc, id);
create index artifacts_of_training on artifacts (training_run_id, created_at desc, id);
create index artifacts_of_backtest on artifacts (backtest_run_id, created_at desc, id);
