-- Reports and pictures are kept with the run that they are of, and those of a sweep had no run to belong to.
alter table artifacts add column sweep_id text references backtest_sweeps (id) on delete set null;

-- What was of this kind is the record that a report is drawn from. The reports themselves are now.
update artifacts set kind = 'other' where kind = 'report';

-- Serves the artifacts of one sweep, and its removal.
create index artifacts_of_sweep on artifacts (sweep_id, created_at desc, id);
