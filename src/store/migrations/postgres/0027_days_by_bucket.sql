-- A far page of dates read all rows of the parts of weeks at both ends, seven thousand, to tell how many come before it. Days have
-- their counts by buckets of 64 now (kinds 11, 12 and 13, after 256 times the day), and so has what is within a bucket of 512 by
-- week (8, 9 and 10: 16 before, which these days could not be told by). Buckets of cells are 64 wide too (128 before): half as many
-- rows are passed over on the way to a far page of a pack or of a risk profile. The other kinds are as 0026_finer_weeks.sql tells.
delete from leaderboard_counts where cell = 0 and kind in (8, 9, 10) or cell <> 0 and kind in (1, 2, 3);
insert into leaderboard_counts (cell, kind, verdict, bucket, verdict_at_run, runs)
select 0, 8, verdict, (score_bucket >> 9) * 524288 + day / 7 * 8 + (score_bucket >> 6) % 8, verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select 0, 9, verdict, (sharpe_bucket >> 9) * 524288 + day / 7 * 8 + (sharpe_bucket >> 6) % 8, verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select 0, 10, verdict, (return_bucket >> 9) * 524288 + day / 7 * 8 + (return_bucket >> 6) % 8, verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select 0, 11, verdict, 256 * day + (score_bucket >> 6), verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select 0, 12, verdict, 256 * day + (sharpe_bucket >> 6), verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select 0, 13, verdict, 256 * day + (return_bucket >> 6), verdict_at_run, count(*) from leaderboard_rows group by verdict, 4, verdict_at_run
union all select c.id, 1, verdict, score_bucket >> 6, verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.tag in ('', '=' || r.tag)
  and c.pack_id = '=' || r.pack_id and c.model_id = '=' || r.model_id and c.risk_profile = coalesce('=' || r.risk_profile, '') group by c.id, verdict, 4, verdict_at_run
union all select c.id, 2, verdict, sharpe_bucket >> 6, verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.tag in ('', '=' || r.tag)
  and c.pack_id = '=' || r.pack_id and c.model_id = '=' || r.model_id and c.risk_profile = coalesce('=' || r.risk_profile, '') group by c.id, verdict, 4, verdict_at_run
union all select c.id, 3, verdict, return_bucket >> 6, verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.tag in ('', '=' || r.tag)
  and c.pack_id = '=' || r.pack_id and c.model_id = '=' || r.model_id and c.risk_profile = coalesce('=' || r.risk_profile, '') group by c.id, verdict, 4, verdict_at_run
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
    union all select c.id, 6 from leaderboard_cells c where c.tag in ('', '=' || changed.tag)
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
    union all select 8, (changed.score_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.score_bucket >> 6) % 8 where cell = 0
    union all select 9, (changed.sharpe_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.sharpe_bucket >> 6) % 8 where cell = 0
    union all select 10, (changed.return_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.return_bucket >> 6) % 8 where cell = 0
    union all select 11, 256 * changed.day + (changed.score_bucket >> 6) where cell = 0
    union all select 12, 256 * changed.day + (changed.sharpe_bucket >> 6) where cell = 0
    union all select 13, 256 * changed.day + (changed.return_bucket >> 6) where cell = 0
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
    union all select c.id, 6 from leaderboard_cells c where c.tag in ('', '=' || changed.tag)
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
    union all select 8, (changed.score_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.score_bucket >> 6) % 8 where cell = 0
    union all select 9, (changed.sharpe_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.sharpe_bucket >> 6) % 8 where cell = 0
    union all select 10, (changed.return_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.return_bucket >> 6) % 8 where cell = 0
    union all select 11, 256 * changed.day + (changed.score_bucket >> 6) where cell = 0
    union all select 12, 256 * changed.day + (changed.sharpe_bucket >> 6) where cell = 0
    union all select 13, 256 * changed.day + (changed.return_bucket >> 6) where cell = 0
  ) kinds
  group by 1, 2, 3, 4, 5
  on conflict (cell, kind, verdict, bucket, verdict_at_run) do update set runs = known.runs + excluded.runs;
  return null;
end $$;
