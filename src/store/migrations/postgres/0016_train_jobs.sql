-- Backtests that were picked from the leaderboard to be trained, what came of them, and trainings as jobs.

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

-- Each training is a job that can be followed, stopped and asked for again. A job has the id of its training run.
create table train_jobs (
  id                   text collate "C" primary key references training_runs (id) on delete cascade,
  submitted_at         timestamptz(3) not null,
  model_id             text collate "C" not null,
  pack_id              text collate "C" not null,
  status               text collate "C" not null
    check (status in ('queued', 'running', 'completed', 'failed', 'canceled')),
  progress             integer not null default 0 check (progress between 0 and 100),
  algorithm            text collate "C" not null,
  seed                 bigint,
  lineage              json not null,
  error                json,
  metrics              json,
  tag                  text collate "C",
  user_id              text collate "C" not null default 'local',
  started_at           timestamptz(3),
  finished_at          timestamptz(3),
  kind                 text collate "C" not null check (kind in ('fit', 'promotion')),
  config               json,  -- of a promotion: that of its backtest, as answers show it
  selection_id         text collate "C" references selections (id) on delete set null,
  override             json,  -- of a promotion that its gate refused: why, by which tag, what the gate held against it
  attempt              integer not null default 1,  -- how often it was asked for
  cancel_requested_at  timestamptz(3),  -- when somebody asked, from whatever process, that it be stopped
  check (kind = 'promotion' or override is null)
);

-- Serve the lists, newest first.
create index train_jobs_by_time on train_jobs (submitted_at desc, id);
create index train_jobs_by_model on train_jobs (model_id, submitted_at desc, id);
create index train_jobs_by_status on train_jobs (status, submitted_at desc, id);
-- Serves the removal of a selection.
create index train_jobs_of_selection on train_jobs (selection_id) where selection_id is not null;

-- Trainings of before were fits.
insert into train_jobs (id, submitted_at, model_id, pack_id, status, progress, algorithm, seed, lineage, error, metrics, tag,
  user_id, started_at, finished_at, kind)
select id, created_at, model_id, pack_id, status, progress, 'gbm', (config ->> 'seed')::bigint, coalesce(lineage, '{}'),
  error, (metrics::jsonb - 'importance' - 'reliability')::json, tag, user_id, started_at, finished_at, 'fit'
from training_runs;

-- How a job stands is how its run stands, whoever writes that: who works on it, or who finds that nobody does.
create function follow_training() returns trigger language plpgsql as $$
begin
  update train_jobs set
    status = new.status,
    progress = new.progress,
    lineage = coalesce(new.lineage, lineage),
    error = new.error,
    metrics = (new.metrics::jsonb - 'importance' - 'reliability')::json,
    started_at = new.started_at,
    finished_at = new.finished_at
  where id = new.id;
  return null;
end
$$;

create trigger train_jobs_follow
after update of status, progress, lineage, error, metrics, started_at, finished_at on training_runs
for each row execute function follow_training();
