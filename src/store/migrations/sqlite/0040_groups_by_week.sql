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

drop trigger leaderboard_counts_more;
drop trigger leaderboard_counts_less;
create trigger leaderboard_counts_more after insert on leaderboard_rows begin
  insert or ignore into leaderboard_cells (tag, pack_id, model_id, risk_profile)
  select tag, '=' || new.pack_id, model, coalesce('=' || new.risk_profile, '')
  from (select '' as tag, '' as model union all values ('', '=' || new.model_id), ('=' || new.tag, '=' || new.model_id)) where tag is not null;
  insert into leaderboard_counts (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, new.verdict, new.verdict_at_run, case kind when 0 then 0 when 1 then new.score_bucket >> shift
    when 2 then new.sharpe_bucket >> shift when 3 then new.return_bucket >> shift when 4 then new.day
    when 5 then 1024 * (new.day / 7) + (new.score_bucket >> 9) when 6 then 1024 * (new.day / 7) + (new.sharpe_bucket >> 9) when 7 then 1024 * (new.day / 7) + (new.return_bucket >> 9)
    when 8 then (new.score_bucket >> 9) * 524288 + new.day / 7 * 8 + (new.score_bucket >> 6) % 8
    when 9 then (new.sharpe_bucket >> 9) * 524288 + new.day / 7 * 8 + (new.sharpe_bucket >> 6) % 8
    when 10 then (new.return_bucket >> 9) * 524288 + new.day / 7 * 8 + (new.return_bucket >> 6) % 8
    when 11 then 256 * new.day + (new.score_bucket >> 6) when 12 then 256 * new.day + (new.sharpe_bucket >> 6) else 256 * new.day + (new.return_bucket >> 6) end, 1
  from (
    select 0 as cell, 3 as shift, 13 as last_kind
    union all select id, 6, case model_id when '' then 10 else 4 end from leaderboard_cells where tag in ('', '=' || new.tag)
      and pack_id = '=' || new.pack_id and model_id in ('', '=' || new.model_id) and risk_profile = coalesce('=' || new.risk_profile, '')
  ) cross join (select 0 as kind union all values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13))
  where kind <= last_kind
  on conflict do update set runs = runs + excluded.runs;
end;
create trigger leaderboard_counts_less after delete on leaderboard_rows begin
  insert into leaderboard_counts (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, old.verdict, old.verdict_at_run, case kind when 0 then 0 when 1 then old.score_bucket >> shift
    when 2 then old.sharpe_bucket >> shift when 3 then old.return_bucket >> shift when 4 then old.day
    when 5 then 1024 * (old.day / 7) + (old.score_bucket >> 9) when 6 then 1024 * (old.day / 7) + (old.sharpe_bucket >> 9) when 7 then 1024 * (old.day / 7) + (old.return_bucket >> 9)
    when 8 then (old.score_bucket >> 9) * 524288 + old.day / 7 * 8 + (old.score_bucket >> 6) % 8
    when 9 then (old.sharpe_bucket >> 9) * 524288 + old.day / 7 * 8 + (old.sharpe_bucket >> 6) % 8
    when 10 then (old.return_bucket >> 9) * 524288 + old.day / 7 * 8 + (old.return_bucket >> 6) % 8
    when 11 then 256 * old.day + (old.score_bucket >> 6) when 12 then 256 * old.day + (old.sharpe_bucket >> 6) else 256 * old.day + (old.return_bucket >> 6) end, -1
  from (
    select 0 as cell, 3 as shift, 13 as last_kind
    union all select id, 6, case model_id when '' then 10 else 4 end from leaderboard_cells where tag in ('', '=' || old.tag)
      and pack_id = '=' || old.pack_id and model_id in ('', '=' || old.model_id) and risk_profile = coalesce('=' || old.risk_profile, '')
  ) cross join (select 0 as kind union all values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13))
  where kind <= last_kind
  on conflict do update set runs = runs + excluded.runs;
end;
