-- name: count_runs
-- purpose: How many builds, trainings, backtests or sweeps there are.
-- reads: build_runs, training_runs, backtest_runs, backtest_sweeps
-- rows: 1
-- parameter: kind choice build|train|backtest|sweep
-- parameter: model_id text 1..200 optional
-- parameter: pack_id text 1..200 optional
-- parameter: status choice queued|running|completed|failed|canceled optional
-- parameter: tag text 1..200 optional
with found as (
  select id from build_runs
  where :kind = 'build'
    and model_id = :model_id -- if given
    and pack_id = :pack_id -- if given
    and status = :status -- if given
    and tag = :tag -- if given
  union all
  select id from training_runs
  where :kind = 'train'
    and model_id = :model_id -- if given
    and pack_id = :pack_id -- if given
    and status = :status -- if given
    and tag = :tag -- if given
  union all
  select id from backtest_runs
  where :kind = 'backtest'
    and model_id = :model_id -- if given
    and pack_id = :pack_id -- if given
    and status = :status -- if given
    and tag = :tag -- if given
  union all
  select id from backtest_sweeps
  where :kind = 'sweep'
    and model_id = :model_id -- if given
    and pack_id = :pack_id -- if given
    and status = :status -- if given
    and tag = :tag -- if given
)
select count(*) as runs
from found
limit 1
