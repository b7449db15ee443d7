-- name: sweep_variants
-- purpose: How many variants of a sweep there are of each state.
-- reads: sweep_results
-- rows: 2
-- parameter: sweep_id text 1..200
select status, count(*) as variants
from sweep_results
where sweep_id = :sweep_id
group by status
order by status
limit 2
