-- name: newest_trials
-- purpose: The newest trials that the statistics count, with the backtest of each.
-- reads: trials, backtest_runs
-- rows: 50
-- parameter: sweep_id text 1..200 optional
-- parameter: model_id text 1..200 optional
-- parameter: limit integer 1..50 default 10
-- flags: gate_pass
select t.ledger_key, t.seq, t.sharpe as trial_sharpe, t.created_at, b.id as run_id, b.pack_id, b.model_id, b.sweep_id,
  b.tag, b.score, b.gate_pass
from backtest_runs b join trials t on t.ledger_key = b.ledger_key and t.sha = b.trial_sha
where b.status = 'completed'
  and b.sweep_id = :sweep_id -- if given
  and b.model_id = :model_id -- if given
order by b.created_at desc, b.id
limit :limit
