-- name: sweep_verdicts
-- purpose: How many variants of a sweep passed their gate, how many did not, and the best value of each.
-- reads: leaderboard_v
-- rows: 3
-- parameter: sweep_id text 1..200
-- flags: gate_pass
select gate_pass, count(*) as runs, max(score) as best_score, max(sharpe) as best_sharpe, min(sharpe) as worst_sharpe
from leaderboard_v
where sweep_id = :sweep_id
group by gate_pass
order by gate_pass
limit 3
