-- Backtests that were picked from the leaderboard to be trained, and what came of a backtest.

create table selections (
  id          text collate "C" primary key,
  created_at  timestamptz(3) not null,
  user_id     text collate "C" not null default 'local',
  items       json not null  -- array: model, pack, backtest, and the config and lineage that it had
);

-- Serves the list, newest first.
create index selections_by_time on selections (created_at desc, id);

-- The backtest whose settings a model was trained with; null for a fit, which needs none.
alter table training_runs add column promoted_from text collate "C" references backtest_runs (id) on delete set null;
-- What the gate said: of a promotion when it was asked for, of a fit when it ended. It was among the metrics only.
alter table training_runs add column gate_state text collate "C"
  check (gate_state in ('not_evaluated', 'passed', 'failed', 'overridden'));
update training_runs set gate_state = metrics ->> 'gate_state' where metrics is not null;

-- Serve what was promoted from a backtest, and the removal of one.
create index training_runs_promoted on training_runs (promoted_from, created_at, id) where promoted_from is not null;
