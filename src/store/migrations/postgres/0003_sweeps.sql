-- A sweep and its variants. Each variant is written when it is done, at its position in the sweep's order,
-- so that a killed sweep loses no finished variant and a repeated one is stored once.
create table backtest_sweeps (
  id              text collate "C" primary key,
  request_key     text collate "C" not null,
  owner           text,
  status          text not null check (status in ('queued', 'running', 'completed', 'failed', 'canceled')),
  progress_done   integer not null default 0 check (progress_done >= 0),
  progress_total  integer not null default 0 check (progress_total >= progress_done),
  pack_id         text collate "C" not null,
  model_id        text collate "C" not null,
  tag             text,
  matrix_sha      text collate "C",
  risk_profile    text,
  spec            json not null,
  statistics      json,
  lineage         json,
  error           json,
  created_at      timestamptz(3) not null,
  started_at      timestamptz(3),
  finished_at     timestamptz(3),
  check (status <> 'running' or owner is not null)
);

-- The same four questions as for builds.
create index backtest_sweeps_by_model on backtest_sweeps (pack_id, model_id, created_at desc, id);
create index backtest_sweeps_by_time on backtest_sweeps (created_at desc, id);
create index backtest_sweeps_by_request on backtest_sweeps (request_key, created_at desc, id);
create index backtest_sweeps_unfinished on backtest_sweeps (owner) where status in ('queued', 'running');
