-- name: training_by_id
-- purpose: A training by its id.
-- reads: training_runs
-- rows: 1
-- parameter: id text 1..200
-- documents: config, metrics, lineage, error
select id, pack_id, model_id, status, tag, risk_profile, promoted_from, gate_state, matrix_sha, created_at,
  finished_at, config, metrics, lineage, error
from training_runs
where id = :id
limit 1
