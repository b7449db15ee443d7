-- name: gate_failures
-- purpose: The newest backtests that did not pass their gate, with what was observed and required.
-- reads: backtest_runs
-- rows: 20
-- parameter: run_id text 1..200 optional
-- parameter: model_id text 1..200 optional
-- parameter: pack_id text 1..200 optional
-- parameter: risk_profile choice conservative|balanced|aggressive optional
-- parameter: sweep_id text 1..200 optional
-- parameter: limit integer 1..20 default 5
-- documents: gate
select id as run_id, pack_id, model_id, risk_profile, tag, sweep_id, finished_at, sharpe, score, gate
from backtest_runs
where status = 'completed' and not gate_pass
    and id = :run_id -- if given
    and model_id = :model_id -- if given
    and pack_id = :pack_id -- if given
    and risk_profile = :risk_profile -- if given
    and sweep_id = :sweep_id -- if given
order by created_at desc, id
limit :limit
