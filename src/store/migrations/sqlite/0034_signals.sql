-- Signals keep what they were decided by, and the record of what became of one names it. A model that decides by the hour
-- has a signal of each hour: one for a day, model and ticker and the time of the decision.

create table signals_before as select * from signals;
create table option_signals_before as select * from option_signals;
drop table option_signals;
drop table signals;

create table signals (
  id                    text primary key,
  date                  text not null,
  model_id              text not null,
  ticker                text not null,
  side                  text not null check (side in ('long', 'short', 'flat')),
  entry_mode            text,
  entry_ref_px          real,
  stop_px               real,
  target_px             real,
  time_stop_minutes     integer,
  rr                    real,
  score_total           real,
  rank                  integer,
  score_breakout        real,
  score_momentum        real,
  score_trend_quality   real,
  score_alignment       real,
  pack_id               text not null,
  policy_version        integer,
  pack_sha              text,
  indicator_set_sha     text,
  model_config_sha      text,
  policy_sha            text,
  created_at            text not null,
  ts                    text not null,  -- when it was decided
  risk_profile          text,
  risk_sha              text,
  score                 real,  -- of a trained model: the probability of the side
  threshold             real,  -- that the score had to reach
  weight                real,  -- share of the capital, above 0
  training_run_id       text references training_runs (id) on delete set null,
  matrix_sha            text,
  tag                   text,
  unique (date, model_id, ticker, ts)
);
insert into signals (id, date, model_id, ticker, side, entry_mode, entry_ref_px, stop_px, target_px,
  time_stop_minutes, rr, score_total, rank, score_breakout, score_momentum, score_trend_quality, score_alignment,
  pack_id, policy_version, pack_sha, indicator_set_sha, model_config_sha, policy_sha, created_at, ts)
  select id, date, model_id, ticker, side, entry_mode, entry_ref_px, stop_px, target_px, time_stop_minutes, rr,
    score_total, rank, score_breakout, score_momentum, score_trend_quality, score_alignment, pack_id,
    policy_version, pack_sha, indicator_set_sha, model_config_sha, policy_sha, created_at, created_at from
    signals_before;
create index signals_of_model on signals (model_id, date desc);
create index signals_of_ticker on signals (model_id, ticker, date desc);
create index signals_of_pack on signals (pack_id, model_id, date desc);
create index signals_by_day on signals (date desc, rank);
create index signals_of_training on signals (training_run_id);

create table option_signals (
  id                  text primary key,
  signal_id           text not null references signals (id) on delete cascade,
  occ_symbol          text,
  expiry              text,
  strike              real,
  type                text check (type in ('call', 'put')),
  delta               real,
  iv_used             real,
  entry_premium_est   real,
  stop_premium_est    real,
  target_premium_est  real,
  pricing_estimate    integer not null default 0 check (pricing_estimate in (0, 1)),
  legs_json           text,
  net_debit_credit    real,
  stop_value          real,
  target_value        real,
  created_at          text not null
);
insert into option_signals select * from option_signals_before;
create index option_signals_of_signal on option_signals (signal_id);
create index option_signals_by_expiry on option_signals (expiry);
create index option_signals_by_symbol on option_signals (occ_symbol);

drop table option_signals_before;
drop table signals_before;

alter table signals_log add column signal_id text references signals (id) on delete set null;
alter table signals_log add column pack_id text;
alter table signals_log add column exit_px real;

-- One record for each signal; what was traded without a signal has none.
create unique index signals_log_of_signal on signals_log (signal_id);
