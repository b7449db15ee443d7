-- Successive halving tries its candidates in rungs; null where all are tried at once.
alter table sweep_results add column rung integer;
