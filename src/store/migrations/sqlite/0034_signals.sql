-- Signals keep what they were decided by, and the record of what became of one names it.

alter table signals add column ts text;  -- when it was decided
alter table signals add column risk_profile text;
alter table signals add column risk_sha text;
alter table signals add column score real;  -- of a trained model: the probability of the side
alter table signals add column threshold real;  -- that the score had to reach
alter table signals add column weight real;  -- share of the capital, above 0
alter table signals add column training_run_id text references training_runs (id) on delete set null;
alter table signals add column matrix_sha text;
alter table signals add column tag text;

create index signals_by_day on signals (date desc, rank);
create index signals_of_training on signals (training_run_id);

alter table signals_log add column signal_id text references signals (id) on delete set null;
alter table signals_log add column pack_id text;
alter table signals_log add column exit_px real;

-- One record for each signal; what was traded without a signal has none.
create unique index signals_log_of_signal on signals_log (signal_id);
