-- Builds and backtests are stopped wherever they run, as trainings and sweeps are.

-- When somebody asked, from whatever process, that it be stopped.
alter table build_runs add column cancel_requested_at text;
alter table backtest_runs add column cancel_requested_at text;
