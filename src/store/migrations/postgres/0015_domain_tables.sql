-- The rest of the tables that the existing system's users query, with its names: definitions of packs, models and
-- indicators, signals and what became of them. The files of the packs rule; `sigma db import` copies them here.

create table packs (
  id          text collate "C" primary key,
  meta        json not null default '{}',  -- the pack's file
  sha         text collate "C",
  updated_at  timestamptz(3) not null
);

create table model_configs (
  pack_id     text collate "C" not null,
  model_id    text collate "C" not null,
  config      json not null,
  sha         text collate "C" not null,
  updated_at  timestamptz(3) not null,
  primary key (pack_id, model_id)
);

-- The existing system made a table of this name twice, with other columns, so that the second was never made. This one
-- has the columns of both.
create table indicator_sets (
  id          text collate "C" primary key,
  pack_id     text collate "C" not null,
  scope       text collate "C" not null check (scope in ('pack', 'model')),
  model_id    text collate "C",
  name        text collate "C" not null,
  version     integer not null default 1,
  data        json not null,
  created_at  timestamptz(3) not null,
  check ((scope = 'model') = (model_id is not null))
);
create unique index indicator_sets_by_name on indicator_sets (pack_id, scope, coalesce(model_id, ''), name, version);

create table indicators (
  name         text collate "C" primary key,
  version      integer not null default 1,
  category     text collate "C" not null,
  subcategory  text collate "C",
  params       json not null,
  doc          text collate "C"
);

-- Each model that was trained and kept, counted up.
create view model_versions as
  select id, pack_id, model_id, row_number() over (partition by pack_id, model_id order by created_at, id) as version,
    model_out_uri as artifact_uri, matrix_sha as data_hash, cast(null as text) as git_sha, metrics, created_at
  from training_runs where status = 'completed' and model_out_uri is not null;

create view policy_versions as
  select pack_id, model_id, version, policy as spec, created_at from policies;

create table signals (
  id                    text collate "C" primary key,
  date                  text collate "C" not null,
  model_id              text collate "C" not null,
  ticker                text collate "C" not null,
  side                  text collate "C" not null check (side in ('long', 'short', 'flat')),
  entry_mode            text collate "C",
  entry_ref_px          double precision,
  stop_px               double precision,
  target_px             double precision,
  time_stop_minutes     integer,
  rr                    double precision,
  score_total           double precision,
  rank                  integer,
  score_breakout        double precision,
  score_momentum        double precision,
  score_trend_quality   double precision,
  score_alignment       double precision,
  pack_id               text collate "C" not null,
  policy_version        integer,
  pack_sha              text collate "C",
  indicator_set_sha     text collate "C",
  model_config_sha      text collate "C",
  policy_sha            text collate "C",
  created_at            timestamptz(3) not null,
  unique (date, model_id, ticker)
);
create index signals_of_model on signals (model_id, date desc);
create index signals_of_ticker on signals (model_id, ticker, date desc);
create index signals_of_pack on signals (pack_id, model_id, date desc);

create table option_signals (
  id                  text collate "C" primary key,
  signal_id           text collate "C" not null references signals (id) on delete cascade,
  occ_symbol          text collate "C",
  expiry              text collate "C",
  strike              double precision,
  type                text collate "C" check (type in ('call', 'put')),
  delta               double precision,
  iv_used             double precision,
  entry_premium_est   double precision,
  stop_premium_est    double precision,
  target_premium_est  double precision,
  pricing_estimate    boolean not null default false,
  legs_json           json,
  net_debit_credit    double precision,
  stop_value          double precision,
  target_value        double precision,
  created_at          timestamptz(3) not null
);
create index option_signals_of_signal on option_signals (signal_id);
create index option_signals_by_expiry on option_signals (expiry);
create index option_signals_by_symbol on option_signals (occ_symbol);

-- What became of signals. rr: in multiples of what was risked; pnl: as a fraction of what was put in.
create table signals_log (
  id            text collate "C" primary key,
  ts            timestamptz(3) not null,
  date          text collate "C" not null,  -- the session's, in New York
  model_id      text collate "C" not null,
  risk_profile  text collate "C",
  ticker        text collate "C" not null,
  side          text collate "C" not null check (side in ('long', 'short')),
  entry_ref_px  double precision,
  fill_px       double precision,
  slippage      double precision,
  status        text collate "C" not null check (status in ('filled', 'pending', 'canceled', 'error')),
  rr            double precision,
  pnl           double precision,
  tag           text collate "C",
  lineage       json
);
create index signals_log_by_time on signals_log (ts);
create index signals_log_of_model on signals_log (model_id, ts);
create index signals_log_of_profile on signals_log (risk_profile, ts);
create index signals_log_of_status on signals_log (status, ts);

-- A trade's result is its pnl, or else its multiple. Ratios are per trade, times the root of how many there were.
create view signals_daily_summary as
  with results as (
    select *, case when status = 'filled' then coalesce(pnl, rr) end as result from signals_log
  ), days as (
    select date, model_id, risk_profile, avg(result) as mean from results group by date, model_id, risk_profile
  )
  select r.date, r.model_id, r.risk_profile,
    count(r.result) as trades,
    count(case when r.result > 0 then 1 end) as wins,
    count(case when r.result < 0 then 1 end) as losses,
    cast(count(case when r.result > 0 then 1 end) as double precision) / nullif(count(case when r.result <> 0 then 1 end), 0) as win_rate,
    sum(r.result) as cum_return,
    d.mean / nullif(sqrt(avg((r.result - d.mean) * (r.result - d.mean))), 0) * sqrt(cast(count(r.result) as double precision)) as sharpe,
    d.mean / nullif(sqrt(avg(case when r.result < 0 then r.result * r.result when r.result >= 0 then 0.0 end)), 0)
      * sqrt(cast(count(r.result) as double precision)) as sortino,
    cast(count(case when r.status = 'filled' then 1 end) as double precision)
      / nullif(count(case when r.status <> 'error' then 1 end), 0) as fill_rate,
    avg(case when r.status = 'filled' then r.slippage end) as avg_slippage
  from results r join days d
    on d.date = r.date and d.model_id = r.model_id and coalesce(d.risk_profile, '') = coalesce(r.risk_profile, '')
  group by r.date, r.model_id, r.risk_profile, d.mean;

-- The same over all days of a model and profile, and how far below its height the sum of results ever was.
create view live_metrics as
  with results as (
    select *, case when status = 'filled' then coalesce(pnl, rr) end as result from signals_log
  ), models as (
    select model_id, risk_profile, avg(result) as mean from results group by model_id, risk_profile
  ), sums as (
    select model_id, risk_profile, ts, id,
      sum(result) over (partition by model_id, risk_profile order by ts, id) as earned
    from results where result is not null
  ), heights as (
    select model_id, risk_profile, earned,
      max(earned) over (partition by model_id, risk_profile order by ts, id) as height
    from sums
  ), falls as (
    select model_id, risk_profile,
      max(1 - (1 + earned) / (1 + case when height > 0 then height else 0 end)) as max_dd
    from heights group by model_id, risk_profile
  )
  select r.model_id, r.risk_profile,
    min(r.ts) as first_ts, max(r.ts) as last_ts, count(distinct r.date) as days,
    count(r.result) as trades,
    count(case when r.result > 0 then 1 end) as wins,
    count(case when r.result < 0 then 1 end) as losses,
    cast(count(case when r.result > 0 then 1 end) as double precision) / nullif(count(case when r.result <> 0 then 1 end), 0) as win_rate,
    sum(r.result) as cum_return,
    m.mean / nullif(sqrt(avg((r.result - m.mean) * (r.result - m.mean))), 0) * sqrt(cast(count(r.result) as double precision)) as sharpe,
    m.mean / nullif(sqrt(avg(case when r.result < 0 then r.result * r.result when r.result >= 0 then 0.0 end)), 0)
      * sqrt(cast(count(r.result) as double precision)) as sortino,
    case when f.max_dd > 0 then f.max_dd when f.max_dd <= 0 then 0.0 end as max_dd,
    cast(count(case when r.status = 'filled' then 1 end) as double precision)
      / nullif(count(case when r.status <> 'error' then 1 end), 0) as fill_rate,
    avg(case when r.status = 'filled' then r.slippage end) as avg_slippage
  from results r
  join models m on m.model_id = r.model_id and coalesce(m.risk_profile, '') = coalesce(r.risk_profile, '')
  left join falls f on f.model_id = r.model_id and coalesce(f.risk_profile, '') = coalesce(r.risk_profile, '')
  group by r.model_id, r.risk_profile, m.mean, f.max_dd;

create view leaderboard_v as
  select id as run_id, pack_id, model_id, risk_profile, tag, sweep_id, started_at, finished_at, created_at,
    sharpe, best_sharpe_hourly, best_cum_ret, trades_total, median_spread_pct, fill_rate, score, gate_pass, gate_reasons,
    matrix_sha, config_sha, policy_sha, risk_sha
  from backtest_runs where status = 'completed';

-- The name by which the documents of the existing system know the fold.
alter table backtest_folds add column fold_idx integer generated always as (fold) stored;

-- The questions that its users ask beside ours.
create index backtest_runs_of_model_name on backtest_runs (model_id, started_at desc nulls last);
create index backtest_runs_of_profile on backtest_runs (risk_profile, gate_pass, started_at desc nulls last);
create index backtest_runs_of_tag on backtest_runs (tag);
