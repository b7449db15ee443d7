-- Backtests, and what the leaderboard sorts and filters by. The documents (metrics, gate, lineage) are kept
-- whole; the columns after them repeat single values of them, because an index can't look into a document
-- in the same way on both engines. One function writes both, so they can't disagree.
create table backtest_runs (
  id                   text primary key,
  request_key          text not null,
  owner                text,
  status               text not null check (status in ('queued', 'running', 'completed', 'failed', 'canceled')),
  progress             integer not null default 0 check (progress between 0 and 100),
  pack_id              text not null,
  model_id             text not null,
  tag                  text,
  sweep_id             text references backtest_sweeps (id) on delete set null,
  params               text not null default '{}',
  config               text not null,
  metrics              text,
  statistics           text,
  gate                 text,
  score                real,
  lineage              text,
  error                text,
  -- What the assessment was made against: the ledger, and how much of it there was.
  trial_sha            text,
  ledger_key           text,
  ledger_seq           integer,
  -- Out of metrics.
  sharpe               real,
  best_sharpe_hourly   real,
  best_cum_ret         real,
  trades_total         integer,
  median_spread_pct    real,
  fill_rate            real,
  oi_min_observed      real,
  volume_min_observed  real,
  -- Out of gate.
  gate_pass            integer check (gate_pass in (0, 1)),
  gate_reasons         text,
  -- Out of lineage.
  matrix_sha           text,
  config_sha           text,
  policy_sha           text,
  risk_profile         text,
  risk_sha             text,
  plots_uri            text,
  data_csv_uri         text,
  git_sha              text,
  created_at           text not null,
  started_at           text,
  finished_at          text,
  check (status <> 'running' or owner is not null)
);

-- The same four questions as for builds.
create index backtest_runs_by_model on backtest_runs (pack_id, model_id, created_at desc, id);
create index backtest_runs_by_time on backtest_runs (created_at desc, id);
create index backtest_runs_by_request on backtest_runs (request_key, created_at desc, id);
create index backtest_runs_unfinished on backtest_runs (owner) where status in ('queued', 'running');

-- Serve the leaderboard in each of its three orders, and that of one model or one pack by score.
create index leaderboard_by_score on backtest_runs (gate_pass desc, score desc, id) where status = 'completed';
create index leaderboard_by_sharpe on backtest_runs (gate_pass desc, sharpe desc, id) where status = 'completed';
create index leaderboard_by_return on backtest_runs (gate_pass desc, best_cum_ret desc, id) where status = 'completed';
create index leaderboard_of_model on backtest_runs (model_id, gate_pass desc, score desc, id) where status = 'completed';
create index leaderboard_of_pack on backtest_runs (pack_id, gate_pass desc, score desc, id) where status = 'completed';
-- Serves the leaderboard of one risk profile.
create index leaderboard_of_profile on backtest_runs (risk_profile, gate_pass desc, score desc, id) where status = 'completed';
-- Serves the leaderboard of one tag.
create index leaderboard_of_tag on backtest_runs (tag, gate_pass desc, score desc, id) where status = 'completed';
-- Serves the runs of one sweep, best first, and the removal of a sweep.
create index leaderboard_of_sweep on backtest_runs (sweep_id, gate_pass desc, score desc, id);

create table backtest_folds (
  run_id        text not null references backtest_runs (id) on delete cascade,
  fold          integer not null,
  thr_used      real,
  cum_ret       real,
  sharpe_hourly real,
  sharpe        real,
  sortino       real,
  max_dd        real,
  trades        integer,
  metrics       text,
  primary key (run_id, fold)  -- also serves: the folds of one run, in order
);
