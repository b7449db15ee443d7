-- How many runs of a cell a stretch of dates has was counted by weeks, and the parts of weeks at its ends, ten thousand rows each of a
-- million in a year, were read. By days these parts are a seventh of it. What the kinds are of is told in 0017_leaderboard.sql.
delete from leaderboard_counts where cell <> 0 and kind = 4;
insert into leaderboard_counts (cell, kind, verdict, bucket, verdict_at_run, runs)
select c.id, 4, r.verdict, r.day, r.verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.pack_id = '=' || r.pack_id and c.model_id = '=' || r.model_id
  and c.risk_profile = coalesce('=' || r.risk_profile, '') and (c.tag = '' or c.tag = '=' || r.tag)
group by 1, 3, 4, 5 order by 1, 3, 4, 5;

create or replace function leaderboard_counts_more() returns trigger language plpgsql as $$ begin
  -- It comes after each statement, and most change nothing that is counted.
  if not exists (select from changed) then return null; end if;
  -- Two transactions that count the same would wait for each other: one at a time, as on SQLite.
  perform pg_advisory_xact_lock(hashtext('sigma leaderboard'), hashtext(tg_table_schema));
  insert into leaderboard_cells (tag, pack_id, model_id, risk_profile)
  select distinct t.tag, '=' || pack_id, '=' || model_id, coalesce('=' || risk_profile, '')
  from changed cross join lateral (values (''), ('=' || changed.tag)) t (tag)
  where t.tag is not null and not exists (select from leaderboard_cells c where c.tag = t.tag
    and c.pack_id = '=' || changed.pack_id and c.model_id = '=' || changed.model_id
    and c.risk_profile = coalesce('=' || changed.risk_profile, ''));
  insert into leaderboard_counts as known (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, verdict, verdict_at_run, bucket, count(*) from changed
  cross join lateral (
    select 0 as cell, 3 as shift
    union all select c.id, 7 from leaderboard_cells c where c.tag in ('', '=' || changed.tag)
      and c.pack_id = '=' || changed.pack_id and c.model_id = '=' || changed.model_id and c.risk_profile = coalesce('=' || changed.risk_profile, '')
  ) cells cross join lateral (
    select 0 as kind, 0 as bucket
    union all select 1, changed.score_bucket >> shift
    union all select 2, changed.sharpe_bucket >> shift
    union all select 3, changed.return_bucket >> shift
    union all select 4, changed.day
    union all select 5, 1024 * (changed.day / 7) + (changed.score_bucket >> 7) where cell = 0
    union all select 6, 1024 * (changed.day / 7) + (changed.sharpe_bucket >> 7) where cell = 0
    union all select 7, 1024 * (changed.day / 7) + (changed.return_bucket >> 7) where cell = 0
  ) kinds
  group by 1, 2, 3, 4, 5
  on conflict (cell, kind, verdict, bucket, verdict_at_run) do update set runs = known.runs + excluded.runs;
  return null;
end $$;
create or replace function leaderboard_counts_less() returns trigger language plpgsql as $$ begin
  -- It comes after each statement, and most change nothing that is counted.
  if not exists (select from changed) then return null; end if;
  -- Two transactions that count the same would wait for each other: one at a time, as on SQLite.
  perform pg_advisory_xact_lock(hashtext('sigma leaderboard'), hashtext(tg_table_schema));
  insert into leaderboard_counts as known (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, verdict, verdict_at_run, bucket, -count(*) from changed
  cross join lateral (
    select 0 as cell, 3 as shift
    union all select c.id, 7 from leaderboard_cells c where c.tag in ('', '=' || changed.tag)
      and c.pack_id = '=' || changed.pack_id and c.model_id = '=' || changed.model_id and c.risk_profile = coalesce('=' || changed.risk_profile, '')
  ) cells cross join lateral (
    select 0 as kind, 0 as bucket
    union all select 1, changed.score_bucket >> shift
    union all select 2, changed.sharpe_bucket >> shift
    union all select 3, changed.return_bucket >> shift
    union all select 4, changed.day
    union all select 5, 1024 * (changed.day / 7) + (changed.score_bucket >> 7) where cell = 0
    union all select 6, 1024 * (changed.day / 7) + (changed.sharpe_bucket >> 7) where cell = 0
    union all select 7, 1024 * (changed.day / 7) + (changed.return_bucket >> 7) where cell = 0
  ) kinds
  group by 1, 2, 3, 4, 5
  on conflict (cell, kind, verdict, bucket, verdict_at_run) do update set runs = known.runs + excluded.runs;
  return null;
end $$;
