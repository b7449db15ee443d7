-- What a model's config said, each time that it was changed: a file that is overwritten has no earlier text, and the runs
-- that it was read for name no more than its hash.
create table model_config_versions (
  pack_id     text not null,
  model_id    text not null,
  version     integer not null check (version >= 1),
  text        text not null,  -- the file, byte by byte, so that one that is put back has the hash it had
  sha         text not null,  -- SHA-256 of it, as in the lineage of runs
  changes     text not null,  -- the fields in which it differs from the version before
  created_at  text not null,
  created_by  text,           -- null for a file that was found: one that came with Sigma, or was edited by hand
  primary key (pack_id, model_id, version)
);
