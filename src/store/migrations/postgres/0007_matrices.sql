-- Matrices by the hash of all that determines them: an equal one is taken from here and not built again.
create table matrices (
  sha         text collate "C" primary key,
  meta        json not null,
  matrix_uri  text not null,
  bars_uri    text not null,
  created_at  timestamptz(3) not null
);
