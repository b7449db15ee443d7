-- Which policy a run used was in its lineage only, as a hash that nothing held to be there. Each run now refers to the
-- snapshot of its policy; a run without one, of a file that belongs to no model, refers to none.
alter table build_runs add column policy_snapshot_sha text collate "C" references policy_snapshots (sha);
alter table training_runs add column policy_snapshot_sha text collate "C" references policy_snapshots (sha);
alter table backtest_runs add column policy_snapshot_sha text collate "C" references policy_snapshots (sha);
alter table backtest_sweeps add column policy_snapshot_sha text collate "C" references policy_snapshots (sha);

-- Runs of before, where the snapshot was kept.
update build_runs set policy_snapshot_sha = lineage ->> 'policy_sha'
  where exists (select 1 from policy_snapshots where sha = lineage ->> 'policy_sha');
update training_runs set policy_snapshot_sha = lineage ->> 'policy_sha'
  where exists (select 1 from policy_snapshots where sha = lineage ->> 'policy_sha');
update backtest_runs set policy_snapshot_sha = lineage ->> 'policy_sha'
  where exists (select 1 from policy_snapshots where sha = lineage ->> 'policy_sha');
update backtest_sweeps set policy_snapshot_sha = lineage ->> 'policy_sha'
  where exists (select 1 from policy_snapshots where sha = lineage ->> 'policy_sha');

-- Serve the runs of one policy, and the removal of a policy.
create index build_runs_of_policy on build_runs (policy_snapshot_sha) where policy_snapshot_sha is not null;
create index training_runs_of_policy on training_runs (policy_snapshot_sha) where policy_snapshot_sha is not null;
create index backtest_runs_of_policy on backtest_runs (policy_snapshot_sha) where policy_snapshot_sha is not null;
create index backtest_sweeps_of_policy on backtest_sweeps (policy_snapshot_sha) where policy_snapshot_sha is not null;

-- What a training learned from was in its lineage only; builds, backtests and sweeps have it as a column.
alter table training_runs add column matrix_sha text collate "C";
update training_runs set matrix_sha = lineage ->> 'matrix_sha' where lineage is not null;

-- Serve what was made of one matrix, oldest first.
create index build_runs_of_matrix on build_runs (matrix_sha, created_at, id);
create index training_runs_of_matrix on training_runs (matrix_sha, created_at, id);
create index backtest_runs_of_matrix on backtest_runs (matrix_sha, created_at, id);
create index backtest_sweeps_of_matrix on backtest_sweeps (matrix_sha, created_at, id);

-- Serves the question which of many files a row refers to.
create index artifacts_by_uri on artifacts (uri);
