-- name: gate_verdicts
-- purpose: How many of the newest 10,000 judged backtests passed their gate, and how many did not.
-- reads: leaderboard_rows
-- rows: 2
-- parameter: run_id text 1..200 optional
-- parameter: model_id text 1..200 optional
-- parameter: pack_id text 1..200 optional
-- parameter: risk_profile choice conservative|balanced|aggressive optional
-- parameter: sweep_id text 1..200 optional
-- flags: gate_pass
with judged as (
  select verdict
  from leaderboard_rows
  where verdict > 0
    and run_id = :run_id -- if given
    and model_id = :model_id -- if given
    and pack_id = :pack_id -- if given
    and risk_profile = :risk_profile -- if given
    and sweep_id = :sweep_id -- if given
  order by created_at desc, run_id
  limit 10000
)
select verdict = 2 as gate_pass, count(*) as runs
from judged
group by verdict
order by verdict
limit 2
