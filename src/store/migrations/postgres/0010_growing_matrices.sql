-- A matrix that differs from a stored one only in its later bars need not be computed from the first bar again: what
-- the earlier build can be gone on from is kept with it, and it is found by all that the two have in common.
alter table matrices add column family text collate "C";
alter table matrices add column bars integer;
alter table matrices add column bars_sha text;
alter table matrices add column checkpoint_uri text;

-- Serves the search for the longest matrix to go on from.
create index matrices_of_family on matrices (family, bars desc, sha) where family is not null;
