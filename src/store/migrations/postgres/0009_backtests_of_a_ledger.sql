-- Assessing a run reads the runs whose trials are in the same ledger; without an index that is every run ever made.
-- Queued and failed runs have no ledger and need no entry.
create index backtest_runs_of_ledger on backtest_runs (ledger_key, id) where ledger_key is not null;
