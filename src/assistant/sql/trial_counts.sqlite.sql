-- name: trial_counts
-- purpose: How many trials each ledger has that backtests of a model or sweep are judged by; others may have added to it.
-- reads: trials, backtest_runs
-- rows: 20
-- parameter: sweep_id text 1..200 optional
-- parameter: model_id text 1..200 optional
with judged as (
  select ledger_key, pack_id, model_id, count(*) as runs
  from backtest_runs
  where status = 'completed' and ledger_key is not null
    and sweep_id = :sweep_id -- if given
    and model_id = :model_id -- if given
  group by ledger_key, pack_id, model_id
  order by runs desc, ledger_key, pack_id, model_id
  limit 20
)
select j.ledger_key, j.pack_id, j.model_id, (select count(*) from trials t where t.ledger_key = j.ledger_key) as trials, j.runs
from judged j
order by j.runs desc, j.ledger_key, j.pack_id, j.model_id
limit 20
