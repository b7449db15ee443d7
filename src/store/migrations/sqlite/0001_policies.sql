-- A model's policy is edited while runs made under an older one are still being read, so each edit
-- keeps its version. A run names the normalised policy that it used by its hash: the snapshots stay
-- even when every version of the policy has been edited since.
create table policies (
  pack_id     text not null,
  model_id    text not null,
  version     integer not null check (version >= 1),
  policy      text not null,  -- JSON
  created_at  text not null,  -- ISO 8601 in UTC, as every time in this database: text that sorts by time
  primary key (pack_id, model_id, version)  -- also serves: the latest version of one model's policy
);

create table policy_snapshots (
  sha     text primary key,
  policy  text not null  -- JSON
);
