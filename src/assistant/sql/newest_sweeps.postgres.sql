-- name: newest_sweeps
-- purpose: The newest sweeps.
-- reads: backtest_sweeps
-- rows: 50
-- parameter: model_id text 1..200 optional
-- parameter: pack_id text 1..200 optional
-- parameter: status choice queued|running|completed|failed|canceled optional
-- parameter: tag text 1..200 optional
-- parameter: limit integer 1..50 default 10
select id, pack_id, model_id, status, tag, risk_profile, progress_done, progress_total, created_at, finished_at
from backtest_sweeps
where true
  and model_id = :model_id -- if given
  and pack_id = :pack_id -- if given
  and status = :status -- if given
  and tag = :tag -- if given
order by created_at desc, id
limit :limit
