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
    when 8 then (new.score_bucket >> 9) * 2097152 + new.day / 7 * 32 + (new.score_bucket >> 4) % 32
    when 9 then (new.sharpe_bucket >> 9) * 2097152 + new.day / 7 * 32 + (new.sharpe_bucket >> 4) % 32
    else (new.return_bucket >> 9) * 2097152 + new.day / 7 * 32 + (new.return_bucket >> 4) % 32 end, 1
  from (
    select 0 as cell, 3 as shift
    union all select id, 7 from leaderboard_cells where tag in ('', '=' || new.tag)
      and pack_id = '=' || new.pack_id and model_id = '=' || new.model_id and risk_profile = coalesce('=' || new.risk_profile, '')
  ) cross join (select 0 as kind union all values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10))
  where kind <= case cell when 0 then 10 else 4 end
  on conflict do update set runs = runs + excluded.runs;
end;
create trigger leaderboard_counts_less after delete on leaderboard_rows begin
  insert into leaderboard_counts (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, old.verdict, old.verdict_at_run, case kind when 0 then 0 when 1 then old.score_bucket >> shift
    when 2 then old.sharpe_bucket >> shift when 3 then old.return_bucket >> shift when 4 then old.day
    when 5 then 1024 * (old.day / 7) + (old.score_bucket >> 9) when 6 then 1024 * (old.day / 7) + (old.sharpe_bucket >> 9) when 7 then 1024 * (old.day / 7) + (old.return_bucket >> 9)
    when 8 then (old.score_bucket >> 9) * 2097152 + old.day / 7 * 32 + (old.score_bucket >> 4) % 32
    when 9 then (old.sharpe_bucket >> 9) * 2097152 + old.day / 7 * 32 + (old.sharpe_bucket >> 4) % 32
    else (old.return_bucket >> 9) * 2097152 + old.day / 7 * 32 + (old.return_bucket >> 4) % 32 end, -1
  from (
    select 0 as cell, 3 as shift
    union all select id, 7 from leaderboard_cells where tag in ('', '=' || old.tag)
      and pack_id = '=' || old.pack_id and model_id = '=' || old.model_id and risk_profile = coalesce('=' || old.risk_profile, '')
  ) cross join (select 0 as kind union all values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10))
  where kind <= case cell when 0 then 10 else 4 end
  on conflict do update set runs = runs + excluded.runs;
end;
