-- A multiple of what was risked is no return: the views summed it up with profits where a trade had no profit, so that a
-- win of two multiples read as one of 200 %. Returns, ratios and falls are of profits now. Whether a trade was won, its multiple
-- still tells where there is no profit.
drop view live_metrics;
drop view signals_daily_summary;

-- Ratios are per trade with a profit, times the root of how many there were.
create view signals_daily_summary as
  with results as (
    select *, case when status = 'filled' then coalesce(pnl, rr) end as result,
      case when status = 'filled' then pnl end as earned
    from signals_log
  ), days as (
    select date, model_id, risk_profile, avg(earned) as mean from results group by date, model_id, risk_profile
  )
  select r.date, r.model_id, r.risk_profile,
    count(r.result) as trades,
    count(case when r.result > 0 then 1 end) as wins,
    count(case when r.result < 0 then 1 end) as losses,
    cast(count(case when r.result > 0 then 1 end) as double precision) / nullif(count(case when r.result <> 0 then 1 end), 0) as win_rate,
    sum(r.earned) as cum_return,
    d.mean / nullif(sqrt(avg((r.earned - d.mean) * (r.earned - d.mean))), 0) * sqrt(cast(count(r.earned) as double precision)) as sharpe,
    d.mean / nullif(sqrt(avg(case when r.earned < 0 then r.earned * r.earned when r.earned >= 0 then 0.0 end)), 0)
      * sqrt(cast(count(r.earned) as double precision)) as sortino,
    cast(count(case when r.status = 'filled' then 1 end) as double precision)
      / nullif(count(case when r.status <> 'error' then 1 end), 0) as fill_rate,
    avg(case when r.status = 'filled' then r.slippage end) as avg_slippage
  from results r join days d
    on d.date = r.date and d.model_id = r.model_id and coalesce(d.risk_profile, '') = coalesce(r.risk_profile, '')
  group by r.date, r.model_id, r.risk_profile, d.mean;

-- The same over all days of a model and profile, and how far below its height the sum of results ever was.
create view live_metrics as
  with results as (
    select *, case when status = 'filled' then coalesce(pnl, rr) end as result,
      case when status = 'filled' then pnl end as earned
    from signals_log
  ), models as (
    select model_id, risk_profile, avg(earned) as mean from results group by model_id, risk_profile
  ), sums as (
    select model_id, risk_profile, ts, id,
      sum(earned) over (partition by model_id, risk_profile order by ts, id) as total
    from results where earned is not null
  ), heights as (
    select model_id, risk_profile, total,
      max(total) over (partition by model_id, risk_profile order by ts, id) as height
    from sums
  ), falls as (
    select model_id, risk_profile,
      max(1 - (1 + total) / (1 + case when height > 0 then height else 0 end)) as max_dd
    from heights group by model_id, risk_profile
  )
  select r.model_id, r.risk_profile,
    min(r.ts) as first_ts, max(r.ts) as last_ts, count(distinct r.date) as days,
    count(r.result) as trades,
    count(case when r.result > 0 then 1 end) as wins,
    count(case when r.result < 0 then 1 end) as losses,
    cast(count(case when r.result > 0 then 1 end) as double precision) / nullif(count(case when r.result <> 0 then 1 end), 0) as win_rate,
    sum(r.earned) as cum_return,
    m.mean / nullif(sqrt(avg((r.earned - m.mean) * (r.earned - m.mean))), 0) * sqrt(cast(count(r.earned) as double precision)) as sharpe,
    m.mean / nullif(sqrt(avg(case when r.earned < 0 then r.earned * r.earned when r.earned >= 0 then 0.0 end)), 0)
      * sqrt(cast(count(r.earned) as double precision)) as sortino,
    case when f.max_dd > 0 then f.max_dd when f.max_dd <= 0 then 0.0 end as max_dd,
    cast(count(case when r.status = 'filled' then 1 end) as double precision)
      / nullif(count(case when r.status <> 'error' then 1 end), 0) as fill_rate,
    avg(case when r.status = 'filled' then r.slippage end) as avg_slippage
  from results r
  join models m on m.model_id = r.model_id and coalesce(m.risk_profile, '') = coalesce(r.risk_profile, '')
  left join falls f on f.model_id = r.model_id and coalesce(f.risk_profile, '') = coalesce(r.risk_profile, '')
  group by r.model_id, r.risk_profile, m.mean, f.max_dd;
