-- name: gate_reasons
-- purpose: How often each reason failed a gate among the newest 10,000 judged backtests.
-- reads: backtest_runs
-- rows: 50
-- parameter: run_id text 1..200 optional
-- parameter: model_id text 1..200 optional
-- parameter: pack_id text 1..200 optional
-- parameter: risk_profile choice conservative|balanced|aggressive optional
-- parameter: sweep_id text 1..200 optional
with judged as (
  select gate_reasons
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
select reason, count(*) as runs
from judged join lateral json_array_elements_text(judged.gate_reasons) as reason on true
group by reason
order by runs desc, reason
limit 50
