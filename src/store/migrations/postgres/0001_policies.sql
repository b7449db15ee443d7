-- The same tables as for SQLite, by the same names and in the same order. What differs is types: documents are json,
-- which keeps their text as it was written, times timestamptz to the millisecond, flags boolean, figures double
-- precision. Names and hashes collate by bytes, so that a list has one order on both engines. An index that serves
-- a list with the unknown last says so: PostgreSQL takes them to be first.
-- A model's policy is edited while runs made under an older one are still being read, so each edit
-- keeps its version. A run names the normalised policy that it used by its hash: the snapshots stay
-- even when every version of the policy has been edited since.
create table policies (
  pack_id     text collate "C" not null,
  model_id    text collate "C" not null,
  version     integer not null check (version >= 1),
  policy      json not null,
  created_at  timestamptz(3) not null,
  primary key (pack_id, model_id, version)  -- also serves: the latest version of one model's policy
);

create table policy_snapshots (
  sha     text collate "C" primary key,
  policy  json not null
);
