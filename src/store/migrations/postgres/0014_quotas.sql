-- How much a user may do, for how long an administrator lets somebody do more, who changed what, and switches.

-- Who asked for the work. Everybody is `local` until there are tokens.
alter table training_runs add column user_id text collate "C" not null default 'local';
alter table backtest_sweeps add column user_id text collate "C" not null default 'local';
-- Serve the count of what a user has asked for today.
create index training_runs_of_user on training_runs (user_id, created_at);
create index backtest_sweeps_of_user on backtest_sweeps (user_id, created_at);
-- Serve the count of what a user has running and waiting.
create index training_runs_of_user_open on training_runs (user_id, created_at) where status in ('queued', 'running');
create index backtest_sweeps_of_user_open on backtest_sweeps (user_id, created_at)
  where status in ('queued', 'running');

-- The standing limits of a user who has others than the settings say.
create table admin_quotas (
  user_id            text collate "C" primary key,
  sweeps_per_day     integer not null default 10 check (sweeps_per_day >= 0),
  sweeps_concurrent  integer not null default 2 check (sweeps_concurrent >= 0),
  train_per_day      integer not null default 20 check (train_per_day >= 0),
  train_concurrent   integer not null default 2 check (train_concurrent >= 0),
  updated_at         timestamptz(3) not null
);

-- Limits that hold until a time instead of the standing ones; null leaves one as it is. Rows stay when their time is past.
create table quota_overrides (
  id                 text collate "C" primary key,
  user_id            text collate "C" not null,
  sweeps_per_day     integer check (sweeps_per_day >= 0),
  sweeps_concurrent  integer check (sweeps_concurrent >= 0),
  train_per_day      integer check (train_per_day >= 0),
  train_concurrent   integer check (train_concurrent >= 0),
  reason             text collate "C" not null check (reason <> ''),
  created_by         text collate "C" not null,
  created_at         timestamptz(3) not null,
  expires_at         timestamptz(3) not null check (expires_at > created_at)
);

-- Serves the overrides of a user that are in force.
create index quota_overrides_of_user on quota_overrides (user_id, expires_at);

-- Requests that changed something: only ever added to.
create table audit_logs (
  id          text collate "C" primary key,
  at          timestamptz(3) not null,
  path        text collate "C" not null,
  method      text collate "C" not null,
  status      integer not null,
  user_id     text collate "C",
  client      text collate "C",  -- the address that it came from
  pack_id     text collate "C",
  model_id    text collate "C",
  lineage     json,
  payload     json,
  action      text collate "C",  -- the operation of the contract
  request_id  text collate "C"
);

create index audit_logs_by_time on audit_logs (at desc, id);
create index audit_logs_of_path on audit_logs (path, at desc);
create index audit_logs_of_model on audit_logs (model_id, at desc);

create table feature_flags (
  key         text collate "C" primary key,
  enabled     boolean not null default false,
  updated_at  timestamptz(3) not null,
  updated_by  text collate "C"
);
