-- name: trial_counts
-- purpose: How many trials each ledger of a model or sweep counts: a ledger is the trials on one matrix.
-- reads: trials, backtest_runs
-- rows: 20
-- parameter: sweep_id text 1..200 optional
-- parameter: model_id text 1..200 optional
select b.ledger_key, b.pack_id, b.model_id, max(t.seq) as trials, count(*) as runs
from backtest_runs b join trials t on t.ledger_key = b.ledger_key and t.sha = b.trial_sha
where b.status = 'completed'
  and b.sweep_id = :sweep_id -- if given
  and b.model_id = :model_id -- if given
group by b.ledger_key, b.pack_id, b.model_id
order by runs desc, b.ledger_key
limit 20
