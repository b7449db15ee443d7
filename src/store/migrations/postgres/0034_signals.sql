-- Signals keep what they were decided by, and the record of what became of one names it. A model that decides by the hour
-- has a signal of each hour: one for a day, model and ticker and the time of the decision.

alter table signals add column ts timestamptz(3);  -- when it was decided
alter table signals add column risk_profile text collate "C";
alter table signals add column risk_sha text collate "C";
alter table signals add column score double precision;  -- of a trained model: the probability of the side
alter table signals add column threshold double precision;  -- that the score had to reach
alter table signals add column weight double precision;  -- share of the capital, above 0
alter table signals add column training_run_id text collate "C" references training_runs (id) on delete set null;
alter table signals add column matrix_sha text collate "C";
alter table signals add column tag text collate "C";

update signals set ts = created_at;
alter table signals alter column ts set not null;
alter table signals drop constraint signals_date_model_id_ticker_key;
alter table signals add unique (date, model_id, ticker, ts);

create index signals_by_day on signals (date desc, rank);
create index signals_of_training on signals (training_run_id);

alter table signals_log add column signal_id text collate "C" references signals (id) on delete set null;
alter table signals_log add column pack_id text collate "C";
alter table signals_log add column exit_px double precision;

-- One record for each signal; what was traded without a signal has none.
create unique index signals_log_of_signal on signals_log (signal_id);
