-- Lists of builds and trainings are narrowed by risk profile. It stood in the lineage alone, which had to be read of each
-- run; now it is repeated in a column, as it is for backtests and sweeps. The same function writes both.
alter table build_runs add column risk_profile text;
alter table training_runs add column risk_profile text;
-- `unknown` marks a lineage that could not be derived: no profile.
update build_runs set risk_profile = nullif(json_extract(lineage, '$.risk_profile'), 'unknown') where lineage is not null;
update training_runs set risk_profile = nullif(json_extract(lineage, '$.risk_profile'), 'unknown') where lineage is not null;

-- Serve the lists of one risk profile, newest first.
create index build_runs_of_profile on build_runs (risk_profile, created_at desc, id);
create index training_runs_of_profile on training_runs (risk_profile, created_at desc, id);
