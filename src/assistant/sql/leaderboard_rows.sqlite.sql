-- name: leaderboard_rows
-- purpose: Rows of the leaderboard by the ids of their runs.
-- reads: leaderboard_v, backtest_runs
-- rows: 50
-- parameter: ids names 1..50
-- documents: gate_reasons, metrics
-- flags: gate_pass
select v.run_id, v.pack_id, v.model_id, v.risk_profile, v.tag, v.sweep_id, v.finished_at, v.score, v.sharpe,
  v.best_cum_ret as cum_ret, v.trades_total as trades, v.gate_pass, v.gate_reasons, b.metrics
from leaderboard_v v join backtest_runs b on b.id = v.run_id
where v.run_id in (select value from json_each(:ids))
order by v.run_id
limit 50
