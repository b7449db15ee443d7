-- Builds and backtests that a process left, by a stop or a kill, are done again by the next one.

-- What was asked for, so that it can be done again; null of a variant of a sweep, and of runs of before this was kept.
alter table build_runs add column request json;
alter table backtest_runs add column request json;

-- How often it was begun.
alter table build_runs add column attempt integer not null default 1;
alter table backtest_runs add column attempt integer not null default 1;
