-- A sweep whose process was killed is gone on with: what was asked for is kept as it was asked, and what is done is kept
-- by its place among the variants. Sweeps of before have no request, and can't be gone on with.
alter table backtest_sweeps add column request text;
-- How often work on it was begun.
alter table backtest_sweeps add column attempt integer not null default 0;
-- When somebody asked, from whatever process, that it be stopped.
alter table backtest_sweeps add column cancel_requested_at text;

-- The variants of a sweep that are done, or have failed.
create table sweep_results (
  sweep_id         text not null references backtest_sweeps (id) on delete cascade,
  position         integer not null check (position >= 0),  -- among the variants of the sweep
  kind             text not null check (kind in ('thresholds', 'top_pct', 'other')),
  status           text not null check (status in ('completed', 'failed')),
  trial_sha        text not null,
  params           text not null,
  metrics          text,
  csv_uri          text,
  backtest_run_id  text references backtest_runs (id) on delete set null,
  error            text,
  created_at       text not null,
  primary key (sweep_id, position)
);

-- Serves the variants of one sweep in the order in which they were done.
create index sweep_results_by_time on sweep_results (sweep_id, created_at desc, position);
-- Serves the removal of a run.
create index sweep_results_of_run on sweep_results (backtest_run_id);
