-- Backtests, and what the leaderboard sorts and filters by. The documents (metrics, gate, lineage) are kept
-- whole; the columns after them repeat single values of them, because an index can't look into a document
-- in the same way on both engines. One function writes both, so they can't disagree.
create table backtest_runs (
  id                   text collate "C" primary key,
  request_key          text collate "C" not null,
  owner                text,
  status               text not null check (status in ('queued', 'running', 'completed', 'failed', 'canceled')),
  progress             integer not null default 0 check (progress between 0 and 100),
  pack_id              text collate "C" not null,
  model_id             text collate "C" not null,
  tag                  text,
  sweep_id             text collate "C" references backtest_sweeps (id) on delete set null,
  params               json not null default '{}',
  config               json not null,
  metrics              json,
  statistics           json,
  gate                 json,
  score                double precision,
  lineage              json,
  error                json,
  -- What the assessment was made against: the ledger, and how much of it there was.
  trial_sha            text collate "C",
  ledger_key           text collate "C",
  ledger_seq           integer,
  -- Out of metrics.
  sharpe               double precision,
  best_sharpe_hourly   double precision,
  best_cum_ret         double precision,
  trades_total         integer,
  median_spread_pct    double precision,
  fill_rate            double precision,
  oi_min_observed      double precision,
  volume_min_observed  double precision,
  -- Out of gate.
  gate_pass            boolean,
  gate_reasons         json,
  -- Out of lineage.
  matrix_sha           text collate "C",
  config_sha           text,
  policy_sha           text,
  risk_profile         text,
  risk_sha             text,
  plots_uri            text,
  data_csv_uri         text,
  git_sha              text,
  created_at           timestamptz(3) not null,
  started_at           timestamptz(3),
  finished_at          timestamptz(3),
  check (status <> 'running' or owner is not null)
);

-- The same four questions as for builds.
create index backtest_runs_by_model on backtest_runs (pack_id, model_id, created_at desc, id);
create index backtest_runs_by_time on backtest_runs (created_at desc, id);
create index backtest_runs_by_request on backtest_runs (request_key, created_at desc, id);
create index backtest_runs_unfinished on backtest_runs (owner) where status in ('queued', 'running');

-- Serve the leaderboard in each of its three orders, and that of one model or one pack by score.
create index leaderboard_by_score on backtest_runs (gate_pass desc nulls last, score desc nulls last, id) where status = 'completed';
create index leaderboard_by_sharpe on backtest_runs (gate_pass desc nulls last, sharpe desc nulls last, id) where status = 'completed';
create index leaderboard_by_return on backtest_runs (gate_pass desc nulls last, best_cum_ret desc nulls last, id) where status = 'completed';
create index leaderboard_of_model on backtest_runs (model_id, gate_pass desc nulls last, score desc nulls last, id) where status = 'completed';
create index leaderboard_of_pack on backtest_runs (pack_id, gate_pass desc nulls last, score desc nulls last, id) where status = 'completed';
-- Serves the leaderboard of one risk profile.
create index leaderboard_of_profile on backtest_runs (risk_profile, gate_pass desc nulls last, score desc nulls last, id) where status = 'completed';
-- Serves the leaderboard of one tag.
create index leaderboard_of_tag on backtest_runs (tag, gate_pass desc nulls last, score desc nulls last, id) where status = 'completed';
-- Serves the runs of one sweep, best first, and the removal of a sweep.
create index leaderboard_of_sweep on backtest_runs (sweep_id, gate_pass desc nulls last, score desc nulls last, id);

create table backtest_folds (
  run_id        text collate "C" not null references backtest_runs (id) on delete cascade,
  fold          integer not null,
  thr_used      double precision,
  cum_ret       double precision,
  sharpe_hourly double precision,
  sharpe        double precision,
  sortino       double precision,
  max_dd        double precision,
  trades        integer,
  metrics       json,
  primary key (run_id, fold)  -- also serves: the folds of one run, in order
);
