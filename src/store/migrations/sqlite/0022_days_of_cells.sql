-- How many runs of a cell a stretch of dates has was counted by weeks, and the parts of weeks at its ends, ten thousand rows each of a
-- million in a year, were read. By days these parts are a seventh of it. What the kinds are of is told in 0017_leaderboard.sql.
delete from leaderboard_counts where cell <> 0 and kind = 4;
insert into leaderboard_counts (cell, kind, verdict, bucket, verdict_at_run, runs)
select c.id, 4, r.verdict, r.day, r.verdict_at_run, count(*) from leaderboard_rows r join leaderboard_cells c on c.pack_id = '=' || r.pack_id and c.model_id = '=' || r.model_id
  and c.risk_profile = coalesce('=' || r.risk_profile, '') and (c.tag = '' or c.tag = '=' || r.tag)
group by 1, 3, 4, 5 order by 1, 3, 4, 5;

drop trigger leaderboard_counts_more;
drop trigger leaderboard_counts_less;
create trigger leaderboard_counts_more after insert on leaderboard_rows begin
  insert or ignore into leaderboard_cells (tag, pack_id, model_id, risk_profile)
  select tag, '=' || new.pack_id, '=' || new.model_id, coalesce('=' || new.risk_profile, '')
  from (select '' as tag union all select '=' || new.tag) where tag is not null;
  insert into leaderboard_counts (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, new.verdict, new.verdict_at_run, case kind when 0 then 0 when 1 then new.score_bucket >> shift
    when 2 then new.sharpe_bucket >> shift when 3 then new.return_bucket >> shift when 4 then new.day
    else 1024 * (new.day / 7) + (case kind when 5 then new.score_bucket when 6 then new.sharpe_bucket else new.return_bucket end >> 7) end, 1
  from (
    select 0 as cell, 3 as shift
    union all select id, 7 from leaderboard_cells where tag in ('', '=' || new.tag)
      and pack_id = '=' || new.pack_id and model_id = '=' || new.model_id and risk_profile = coalesce('=' || new.risk_profile, '')
  ) cross join (select 0 as kind union all values (1), (2), (3), (4), (5), (6), (7))
  where kind <= case cell when 0 then 7 else 4 end
  on conflict do update set runs = runs + excluded.runs;
end;
create trigger leaderboard_counts_less after delete on leaderboard_rows begin
  insert into leaderboard_counts (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, old.verdict, old.verdict_at_run, case kind when 0 then 0 when 1 then old.score_bucket >> shift
    when 2 then old.sharpe_bucket >> shift when 3 then old.return_bucket >> shift when 4 then old.day
    else 1024 * (old.day / 7) + (case kind when 5 then old.score_bucket when 6 then old.sharpe_bucket else old.return_bucket end >> 7) end, -1
  from (
    select 0 as cell, 3 as shift
    union all select id, 7 from leaderboard_cells where tag in ('', '=' || old.tag)
      and pack_id = '=' || old.pack_id and model_id = '=' || old.model_id and risk_profile = coalesce('=' || old.risk_profile, '')
  ) cross join (select 0 as kind union all values (1), (2), (3), (4), (5), (6), (7))
  where kind <= case cell when 0 then 7 else 4 end
  on conflict do update set runs = runs + excluded.runs;
end;
