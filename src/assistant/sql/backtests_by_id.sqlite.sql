-- name: backtests_by_id
-- purpose: Backtests with all that was found, by their ids.
-- reads: backtest_runs
-- rows: 5
-- parameter: ids names 1..5
-- documents: config, metrics, statistics, gate, lineage, error
select id, pack_id, model_id, status, tag, risk_profile, sweep_id, created_at, finished_at, score, config, metrics,
  statistics, gate, lineage, error
from backtest_runs
where id in (select value from json_each(:ids))
order by id
limit 5
