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


drop trigger leaderboard_counts_more;
drop trigger leaderboard_counts_less;
create trigger leaderboard_counts_more after insert on leaderboard_rows begin
  insert or ignore into leaderboard_cells (tag, pack_id, model_id, risk_profile)
  select tag, '=' || new.pack_id, '=' || new.model_id, coalesce('=' || new.risk_profile, '')
  from (select '' as tag union all select '=' || new.tag) where tag is not null;
  insert into leaderboard_counts (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, new.verdict, new.verdict_at_run, case kind when 0 then 0 when 1 then new.score_bucket >> shift
    when 2 then new.sharpe_bucket >> shift when 3 then new.return_bucket >> shift when 4 then new.day
    when 5 then 1024 * (new.day / 7) + (new.score_bucket >> 9) when 6 then 1024 * (new.day / 7) + (new.sharpe_bucket >> 9) when 7 then 1024 * (new.day / 7) + (new.return_bucket >> 9)
    when 8 then (new.score_bucket >> 9) * 524288 + new.day / 7 * 8 + (new.score_bucket >> 6) % 8
    when 9 then (new.sharpe_bucket >> 9) * 524288 + new.day / 7 * 8 + (new.sharpe_bucket >> 6) % 8
    when 10 then (new.return_bucket >> 9) * 524288 + new.day / 7 * 8 + (new.return_bucket >> 6) % 8
    when 11 then 256 * new.day + (new.score_bucket >> 6) when 12 then 256 * new.day + (new.sharpe_bucket >> 6) else 256 * new.day + (new.return_bucket >> 6) end, 1
  from (
    select 0 as cell, 3 as shift
    union all select id, 6 from leaderboard_cells where tag in ('', '=' || new.tag)
      and pack_id = '=' || new.pack_id and model_id = '=' || new.model_id and risk_profile = coalesce('=' || new.risk_profile, '')
  ) cross join (select 0 as kind union all values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13))
  where kind <= case cell when 0 then 13 else 4 end
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
    select 0 as cell, 3 as shift
    union all select id, 6 from leaderboard_cells where tag in ('', '=' || old.tag)
      and pack_id = '=' || old.pack_id and model_id = '=' || old.model_id and risk_profile = coalesce('=' || old.risk_profile, '')
  ) cross join (select 0 as kind union all values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13))
  where kind <= case cell when 0 then 13 else 4 end
  on conflict do update set runs = runs + excluded.runs;
end;
