-- A run is judged again whenever more is tried on its data. The first verdict, from the trials known when it ran, was
-- lost by that; it is kept now, so that the leaderboard can be asked for as it was. Runs of before are filled in when
-- it is first asked for: a ledger keeps its trials in order, so that their verdict can be computed again.
alter table backtest_runs add column statistics_at_run json;
alter table backtest_runs add column gate_at_run json;
-- Out of gate_at_run.
alter table backtest_runs add column gate_pass_at_run boolean;

-- Runs of equal score stood in the order of their ids. Each pack names two figures that decide between them first;
-- both are such that more is better. Those of runs of before are unknown.
alter table backtest_runs add column tie_first double precision;
alter table backtest_runs add column tie_second double precision;

drop index leaderboard_by_score;
drop index leaderboard_of_model;
drop index leaderboard_of_pack;
drop index leaderboard_of_profile;
drop index leaderboard_of_tag;
drop index leaderboard_of_sweep;
create index leaderboard_by_score on backtest_runs (gate_pass desc nulls last, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, id) where status = 'completed';
create index leaderboard_of_model on backtest_runs (model_id, gate_pass desc nulls last, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, id) where status = 'completed';
create index leaderboard_of_pack on backtest_runs (pack_id, gate_pass desc nulls last, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, id) where status = 'completed';
create index leaderboard_of_profile on backtest_runs (risk_profile, gate_pass desc nulls last, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, id) where status = 'completed';
create index leaderboard_of_tag on backtest_runs (tag, gate_pass desc nulls last, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, id) where status = 'completed';
create index leaderboard_of_sweep on backtest_runs (sweep_id, gate_pass desc nulls last, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, id);

-- Serves the leaderboard as it was when each run ended, by score.
create index leaderboard_at_run on backtest_runs (gate_pass_at_run desc nulls last, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, id) where status = 'completed';
-- Serves the search for runs whose first verdict has to be filled in.
create index backtest_runs_without_first_verdict on backtest_runs (ledger_key, id) where statistics_at_run is null and status = 'completed';
