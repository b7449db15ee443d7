-- Far pages of dates together with a pack or a risk profile were walked to: only all runs had their counts by week and bucket. Groups
-- have them now: all runs of a pack and a risk profile, cells in whose place of the model nothing stands (their kinds: 0 to 10). So
-- pages of a pack or a risk profile add up a few groups rather than the cells of each of its models. The kinds are as
-- 0017_leaderboard.sql, 0026_finer_weeks.sql and 0027_days_by_bucket.sql tell.
insert into leaderboard_cells (tag, pack_id, model_id, risk_profile)
select distinct '', pack_id, '', risk_profile from leaderboard_cells where tag = '';
insert into leaderboard_counts (cell, kind, verdict, bucket, verdict_at_run, runs)
select g.id, n.kind, n.verdict, n.bucket, n.verdict_at_run, sum(n.runs) from leaderboard_counts n
  join leaderboard_cells c on c.id = n.cell and c.tag = '' and c.model_id <> ''
  join leaderboard_cells g on g.tag = '' and g.pack_id = c.pack_id and g.model_id = '' and g.risk_profile = c.risk_profile
group by g.id, n.kind, n.verdict, n.bucket, n.verdict_at_run
union all select c.id, 5, verdict, 1024 * (day / 7) + (score_bucket >> 9), verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.tag = ''
  and c.pack_id = '=' || r.pack_id and c.model_id = '' and c.risk_profile = coalesce('=' || r.risk_profile, '') group by c.id, verdict, 4, verdict_at_run
union all select c.id, 6, verdict, 1024 * (day / 7) + (sharpe_bucket >> 9), verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.tag = ''
  and c.pack_id = '=' || r.pack_id and c.model_id = '' and c.risk_profile = coalesce('=' || r.risk_profile, '') group by c.id, verdict, 4, verdict_at_run
union all select c.id, 7, verdict, 1024 * (day / 7) + (return_bucket >> 9), verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.tag = ''
  and c.pack_id = '=' || r.pack_id and c.model_id = '' and c.risk_profile = coalesce('=' || r.risk_profile, '') group by c.id, verdict, 4, verdict_at_run
union all select c.id, 8, verdict, (score_bucket >> 9) * 524288 + day / 7 * 8 + (score_bucket >> 6) % 8, verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.tag = ''
  and c.pack_id = '=' || r.pack_id and c.model_id = '' and c.risk_profile = coalesce('=' || r.risk_profile, '') group by c.id, verdict, 4, verdict_at_run
union all select c.id, 9, verdict, (sharpe_bucket >> 9) * 524288 + day / 7 * 8 + (sharpe_bucket >> 6) % 8, verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.tag = ''
  and c.pack_id = '=' || r.pack_id and c.model_id = '' and c.risk_profile = coalesce('=' || r.risk_profile, '') group by c.id, verdict, 4, verdict_at_run
union all select c.id, 10, verdict, (return_bucket >> 9) * 524288 + day / 7 * 8 + (return_bucket >> 6) % 8, verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.tag = ''
  and c.pack_id = '=' || r.pack_id and c.model_id = '' and c.risk_profile = coalesce('=' || r.risk_profile, '') group by c.id, verdict, 4, verdict_at_run
order by 1, 2, 3, 4, 5;

create or replace function leaderboard_counts_more() returns trigger language plpgsql as $$ begin
  -- It comes after each statement, and most change nothing that is counted.
  if not exists (select from changed) then return null; end if;
  -- Two transactions that count the same would wait for each other: one at a time, as on SQLite.
  perform pg_advisory_xact_lock(hashtext('sigma leaderboard'), hashtext(tg_table_schema));
  insert into leaderboard_cells (tag, pack_id, model_id, risk_profile)
  select distinct t.tag, '=' || pack_id, t.model, coalesce('=' || risk_profile, '')
  from changed cross join lateral (values ('', ''), ('', '=' || changed.model_id), ('=' || changed.tag, '=' || changed.model_id)) t (tag, model)
  where t.tag is not null and not exists (select from leaderboard_cells c where c.tag = t.tag
    and c.pack_id = '=' || changed.pack_id and c.model_id = t.model
    and c.risk_profile = coalesce('=' || changed.risk_profile, ''));
  insert into leaderboard_counts as known (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, verdict, verdict_at_run, bucket, count(*) from changed
  cross join lateral (
    select 0 as cell, 3 as shift, 13 as last_kind
    union all select c.id, 6, case c.model_id when '' then 10 else 4 end from leaderboard_cells c where c.tag in ('', '=' || changed.tag)
      and c.pack_id = '=' || changed.pack_id and c.model_id in ('', '=' || changed.model_id) and c.risk_profile = coalesce('=' || changed.risk_profile, '')
  ) cells cross join lateral (
    select 0 as kind, 0 as bucket
    union all select 1, changed.score_bucket >> shift
    union all select 2, changed.sharpe_bucket >> shift
    union all select 3, changed.return_bucket >> shift
    union all select 4, changed.day
    union all select 5, 1024 * (changed.day / 7) + (changed.score_bucket >> 9) where last_kind >= 10
    union all select 6, 1024 * (changed.day / 7) + (changed.sharpe_bucket >> 9) where last_kind >= 10
    union all select 7, 1024 * (changed.day / 7) + (changed.return_bucket >> 9) where last_kind >= 10
    union all select 8, (changed.score_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.score_bucket >> 6) % 8 where last_kind >= 10
    union all select 9, (changed.sharpe_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.sharpe_bucket >> 6) % 8 where last_kind >= 10
    union all select 10, (changed.return_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.return_bucket >> 6) % 8 where last_kind >= 10
    union all select 11, 256 * changed.day + (changed.score_bucket >> 6) where last_kind >= 13
    union all select 12, 256 * changed.day + (changed.sharpe_bucket >> 6) where last_kind >= 13
    union all select 13, 256 * changed.day + (changed.return_bucket >> 6) where last_kind >= 13
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
    select 0 as cell, 3 as shift, 13 as last_kind
    union all select c.id, 6, case c.model_id when '' then 10 else 4 end from leaderboard_cells c where c.tag in ('', '=' || changed.tag)
      and c.pack_id = '=' || changed.pack_id and c.model_id in ('', '=' || changed.model_id) and c.risk_profile = coalesce('=' || changed.risk_profile, '')
  ) cells cross join lateral (
    select 0 as kind, 0 as bucket
    union all select 1, changed.score_bucket >> shift
    union all select 2, changed.sharpe_bucket >> shift
    union all select 3, changed.return_bucket >> shift
    union all select 4, changed.day
    union all select 5, 1024 * (changed.day / 7) + (changed.score_bucket >> 9) where last_kind >= 10
    union all select 6, 1024 * (changed.day / 7) + (changed.sharpe_bucket >> 9) where last_kind >= 10
    union all select 7, 1024 * (changed.day / 7) + (changed.return_bucket >> 9) where last_kind >= 10
    union all select 8, (changed.score_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.score_bucket >> 6) % 8 where last_kind >= 10
    union all select 9, (changed.sharpe_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.sharpe_bucket >> 6) % 8 where last_kind >= 10
    union all select 10, (changed.return_bucket >> 9) * 524288 + changed.day / 7 * 8 + (changed.return_bucket >> 6) % 8 where last_kind >= 10
    union all select 11, 256 * changed.day + (changed.score_bucket >> 6) where last_kind >= 13
    union all select 12, 256 * changed.day + (changed.sharpe_bucket >> 6) where last_kind >= 13
    union all select 13, 256 * changed.day + (changed.return_bucket >> 6) where last_kind >= 13
  ) kinds
  group by 1, 2, 3, 4, 5
  on conflict (cell, kind, verdict, bucket, verdict_at_run) do update set runs = known.runs + excluded.runs;
  return null;
end $$;
