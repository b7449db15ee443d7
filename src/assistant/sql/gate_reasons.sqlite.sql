-- name: gate_reasons
-- purpose: How often each reason failed a gate among the newest 10,000 judged backtests.
-- reads: leaderboard_rows, backtest_runs
-- rows: 50
-- parameter: run_id text 1..200 optional
-- parameter: model_id text 1..200 optional
-- parameter: pack_id text 1..200 optional
-- parameter: risk_profile choice conservative|balanced|aggressive optional
-- parameter: sweep_id text 1..200 optional
with judged as (
  select run_id, verdict
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
select r.value as reason, count(*) as runs
from judged j join backtest_runs b on b.id = j.run_id join json_each(b.gate_reasons) r on true
where j.verdict = 1
group by r.value
order by runs desc, r.value
limit 50
