-- How much a user may do, for how long an administrator lets somebody do more, who changed what, and switches.

-- Who asked for the work. Everybody is `local` until there are tokens.
alter table training_runs add column user_id text not null default 'local';
alter table backtest_sweeps add column user_id text not null default 'local';
-- Serve the count of what a user has asked for today.
create index training_runs_of_user on training_runs (user_id, created_at);
create index backtest_sweeps_of_user on backtest_sweeps (user_id, created_at);
-- Serve the count of what a user has running and waiting.
create index training_runs_of_user_open on training_runs (user_id, created_at) where status in ('queued', 'running');
create index backtest_sweeps_of_user_open on backtest_sweeps (user_id, created_at)
  where status in ('queued', 'running');

-- The standing limits of a user who has others than the settings say.
create table admin_quotas (
  user_id            text primary key,
  sweeps_per_day     integer not null default 10 check (sweeps_per_day >= 0),
  sweeps_concurrent  integer not null default 2 check (sweeps_concurrent >= 0),
  train_per_day      integer not null default 20 check (train_per_day >= 0),
  train_concurrent   integer not null default 2 check (train_concurrent >= 0),
  updated_at         text not null
);

-- Limits that hold until a time instead of the standing ones; null leaves one as it is. Rows stay when their time is past.
create table quota_overrides (
  id                 text primary key,
  user_id            text not null,
  sweeps_per_day     integer check (sweeps_per_day >= 0),
  sweeps_concurrent  integer check (sweeps_concurrent >= 0),
  train_per_day      integer check (train_per_day >= 0),
  train_concurrent   integer check (train_concurrent >= 0),
  reason             text not null check (reason <> ''),
  created_by         text not null,
  created_at         text not null,
  expires_at         text not null check (expires_at > created_at)
);

-- Serves the overrides of a user that are in force.
create index quota_overrides_of_user on quota_overrides (user_id, expires_at);

-- Requests that changed something: only ever added to.
create table audit_logs (
  id          text primary key,
  at          text not null,
  path        text not null,
  method      text not null,
  status      integer not null,
  user_id     text,
  client      text,  -- the address that it came from
  pack_id     text,
  model_id    text,
  lineage     text,
  payload     text,
  action      text,  -- the operation of the contract
  request_id  text
);

create index audit_logs_by_time on audit_logs (at desc, id);
create index audit_logs_of_path on audit_logs (path, at desc);
create index audit_logs_of_model on audit_logs (model_id, at desc);

create table feature_flags (
  key         text primary key,
  enabled     integer not null default 0 check (enabled in (0, 1)),
  updated_at  text not null,
  updated_by  text
);
