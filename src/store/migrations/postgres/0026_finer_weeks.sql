-- A far page of dates passed over half a bucket of 128, up to ten thousand rows, from where the counts of whole weeks let it begin.
-- These are by buckets of 512 now (kinds 5, 6 and 7, after 1024 times the week), and what is within one is told by buckets of
-- 16 (8, 9 and 10): their place within the bucket of 512, of which there are 32, after 32 times the week, after 65536
-- weeks times the bucket of 512, so that those of the weeks in a row lie side by side. The other kinds are as 0017_leaderboard.sql tells.
delete from leaderboard_counts where cell = 0 and kind in (5, 6, 7);
insert into leaderboard_counts (cell, kind, verdict, bucket, verdict_at_run, runs)
select 0, 5, verdict, 1024 * (day / 7) + (score_bucket >> 9), verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select 0, 6, verdict, 1024 * (day / 7) + (sharpe_bucket >> 9), verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select 0, 7, verdict, 1024 * (day / 7) + (return_bucket >> 9), verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select 0, 8, verdict, (score_bucket >> 9) * 2097152 + day / 7 * 32 + (score_bucket >> 4) % 32, verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select 0, 9, verdict, (sharpe_bucket >> 9) * 2097152 + day / 7 * 32 + (sharpe_bucket >> 4) % 32, verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select 0, 10, verdict, (return_bucket >> 9) * 2097152 + day / 7 * 32 + (return_bucket >> 4) % 32, verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
order by 1, 2, 3, 4, 5;

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
    union all select 5, 1024 * (changed.day / 7) + (changed.score_bucket >> 9) where cell = 0
    union all select 6, 1024 * (changed.day / 7) + (changed.sharpe_bucket >> 9) where cell = 0
    union all select 7, 1024 * (changed.day / 7) + (changed.return_bucket >> 9) where cell = 0
    union all select 8, (changed.score_bucket >> 9) * 2097152 + changed.day / 7 * 32 + (changed.score_bucket >> 4) % 32 where cell = 0
    union all select 9, (changed.sharpe_bucket >> 9) * 2097152 + changed.day / 7 * 32 + (changed.sharpe_bucket >> 4) % 32 where cell = 0
    union all select 10, (changed.return_bucket >> 9) * 2097152 + changed.day / 7 * 32 + (changed.return_bucket >> 4) % 32 where cell = 0
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
    union all select 5, 1024 * (changed.day / 7) + (changed.score_bucket >> 9) where cell = 0
    union all select 6, 1024 * (changed.day / 7) + (changed.sharpe_bucket >> 9) where cell = 0
    union all select 7, 1024 * (changed.day / 7) + (changed.return_bucket >> 9) where cell = 0
    union all select 8, (changed.score_bucket >> 9) * 2097152 + changed.day / 7 * 32 + (changed.score_bucket >> 4) % 32 where cell = 0
    union all select 9, (changed.sharpe_bucket >> 9) * 2097152 + changed.day / 7 * 32 + (changed.sharpe_bucket >> 4) % 32 where cell = 0
    union all select 10, (changed.return_bucket >> 9) * 2097152 + changed.day / 7 * 32 + (changed.return_bucket >> 4) % 32 where cell = 0
  ) kinds
  group by 1, 2, 3, 4, 5
  on conflict (cell, kind, verdict, bucket, verdict_at_run) do update set runs = known.runs + excluded.runs;
  return null;
end $$;
