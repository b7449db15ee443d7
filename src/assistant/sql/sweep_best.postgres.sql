-- name: sweep_best
-- purpose: The best variants of a sweep, those that passed their gate first.
-- reads: leaderboard_v, backtest_runs
-- rows: 10
-- parameter: sweep_id text 1..200
-- parameter: limit integer 1..10 default 5
-- documents: gate_reasons, config
-- flags: gate_pass
select v.run_id, v.score, v.sharpe, v.best_cum_ret as cum_ret, v.trades_total as trades, v.gate_pass, v.gate_reasons, b.config
from leaderboard_v v join backtest_runs b on b.id = v.run_id
where v.sweep_id = :sweep_id
order by coalesce(v.gate_pass, false) desc, case when v.score is null then 1 else 0 end, v.score desc, v.run_id
limit :limit
