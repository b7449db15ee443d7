-- name: build_by_id
-- purpose: A build by its id.
-- reads: build_runs
-- rows: 1
-- parameter: id text 1..200
-- documents: config, metrics, lineage, error
select id, pack_id, model_id, status, tag, risk_profile, matrix_sha, created_at, finished_at, config, metrics, lineage,
  error
from build_runs
where id = :id
limit 1
