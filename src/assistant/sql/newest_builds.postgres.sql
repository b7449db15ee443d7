-- name: newest_builds
-- purpose: The newest builds.
-- reads: build_runs
-- rows: 50
-- parameter: model_id text 1..200 optional
-- parameter: pack_id text 1..200 optional
-- parameter: status choice queued|running|completed|failed|canceled optional
-- parameter: tag text 1..200 optional
-- parameter: limit integer 1..50 default 10
select id, pack_id, model_id, status, tag, risk_profile, matrix_sha, created_at, finished_at
from build_runs
where true
  and model_id = :model_id -- if given
  and pack_id = :pack_id -- if given
  and status = :status -- if given
  and tag = :tag -- if given
order by created_at desc, id
limit :limit
