-- name: gate_verdicts
-- purpose: How many of the newest 10,000 judged backtests passed their gate, and how many did not.
-- reads: backtest_runs
-- rows: 2
-- parameter: run_id text 1..200 optional
-- parameter: model_id text 1..200 optional
-- parameter: pack_id text 1..200 optional
-- parameter: risk_profile choice conservative|balanced|aggressive optional
-- parameter: sweep_id text 1..200 optional
-- flags: gate_pass
with judged as (
  select gate_pass
  from backtest_runs
  where status = 'completed' and gate_pass is not null
    and id = :run_id -- if given
    and model_id = :model_id -- if given
    and pack_id = :pack_id -- if given
    and risk_profile = :risk_profile -- if given
    and sweep_id = :sweep_id -- if given
  order by created_at desc, id
  limit 10000
)
select gate_pass, count(*) as runs
from judged
group by gate_pass
order by gate_pass
limit 2
