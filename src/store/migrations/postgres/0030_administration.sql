-- What an administrator changes: each change is a version that stays, so that what held at any time can be told.

-- Limits that hold in place of those of a pack's files. Version 1 is that of the files, and has no row.
create table risk_budgets (
  pack_id     text collate "C" not null,
  profile     text collate "C" not null check (profile in ('conservative', 'balanced', 'aggressive')),
  version     integer not null check (version >= 2),
  limits      json not null,  -- all that are set from this version on, in the spelling of a pack.yaml
  risk_sha    text collate "C" not null,  -- of the whole profile, as it was with them
  created_at  timestamptz(3) not null,
  created_by  text collate "C" not null,
  primary key (pack_id, profile, version)
);

-- What is said of a pack on top of its file, whose version is 1.
create table pack_metadata (
  pack_id     text collate "C" not null,
  version     integer not null check (version >= 2),
  metadata    json not null,
  created_at  timestamptz(3) not null,
  created_by  text collate "C" not null,
  primary key (pack_id, version)
);

-- Templates that are being written: one of each name.
create table template_drafts (
  template_id  text collate "C" primary key,
  pack_id      text collate "C" not null,
  template     json not null,
  created_at   timestamptz(3) not null,
  updated_at   timestamptz(3) not null,
  updated_by   text collate "C" not null
);

-- Templates as they were published, which never change.
create table template_versions (
  template_id   text collate "C" not null,
  version       integer not null check (version >= 1),
  pack_id       text collate "C" not null,
  template      json not null,
  published_at  timestamptz(3) not null,
  published_by  text collate "C" not null,
  primary key (template_id, version)
);

-- Whoever has had a token. The role bounds what the tokens may do.
create table users (
  id           text collate "C" primary key,
  role         text collate "C" not null check (role in ('user', 'admin')),
  created_at   timestamptz(3) not null,
  role_set_at  timestamptz(3),  -- null where the role is that of the tokens alone
  role_set_by  text collate "C"
);

insert into users (id, role, created_at)
  select user_id, case when bool_or(scopes::text like '%"admin"%') then 'admin' else 'user' end, min(created_at)
  from api_tokens group by user_id;

-- Serves the tokens of a user.
create index api_tokens_of_user on api_tokens (user_id, created_at);

-- Serves the list of jobs, of which the variants of a sweep are none.
create index backtest_runs_alone on backtest_runs (created_at desc, id) where sweep_id is null;
