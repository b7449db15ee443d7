-- name: sweep_by_id
-- purpose: A sweep by its id.
-- reads: backtest_sweeps
-- rows: 1
-- parameter: id text 1..200
-- documents: statistics, lineage, error
select id, pack_id, model_id, status, tag, risk_profile, progress_done, progress_total, matrix_sha, created_at,
  finished_at, statistics, lineage, error
from backtest_sweeps
where id = :id
limit 1
