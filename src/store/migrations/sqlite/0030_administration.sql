-- What an administrator changes: each change is a version that stays, so that what held at any time can be told.

-- Limits that hold in place of those of a pack's files. Version 1 is that of the files, and has no row.
create table risk_budgets (
  pack_id     text not null,
  profile     text not null check (profile in ('conservative', 'balanced', 'aggressive')),
  version     integer not null check (version >= 2),
  limits      text not null,  -- all that are set from this version on, in the spelling of a pack.yaml
  risk_sha    text not null,  -- of the whole profile, as it was with them
  created_at  text not null,
  created_by  text not null,
  primary key (pack_id, profile, version)
);

-- What is said of a pack on top of its file, whose version is 1.
create table pack_metadata (
  pack_id     text not null,
  version     integer not null check (version >= 2),
  metadata    text not null,
  created_at  text not null,
  created_by  text not null,
  primary key (pack_id, version)
);

-- Templates that are being written: one of each name.
create table template_drafts (
  template_id  text primary key,
  pack_id      text not null,
  template     text not null,
  created_at   text not null,
  updated_at   text not null,
  updated_by   text not null
);

-- Templates as they were published, which never change.
create table template_versions (
  template_id   text not null,
  version       integer not null check (version >= 1),
  pack_id       text not null,
  template      text not null,
  published_at  text not null,
  published_by  text not null,
  primary key (template_id, version)
);

-- Whoever has had a token. The role bounds what the tokens may do.
create table users (
  id           text primary key,
  role         text not null check (role in ('user', 'admin')),
  created_at   text not null,
  role_set_at  text,  -- null where the role is that of the tokens alone
  role_set_by  text
);

insert into users (id, role, created_at)
  select user_id, case when max(scopes like '%"admin"%') then 'admin' else 'user' end, min(created_at)
  from api_tokens group by user_id;

-- Serves the tokens of a user.
create index api_tokens_of_user on api_tokens (user_id, created_at);

-- Serves the list of jobs, of which the variants of a sweep are none.
create index backtest_runs_alone on backtest_runs (created_at desc, id) where sweep_id is null;
