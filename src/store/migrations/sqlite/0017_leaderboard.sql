-- The leaderboard counts and pages over all completed runs. On the table of the runs each page read through their documents,
-- and a total through every run. What it filters and orders by is now repeated in a narrow table; what it counts is
-- counted when a run is written, by triggers, so that no way of writing a run can go past it.
-- See docs/decisions/0020-leaderboard.md.
create table leaderboard_rows (
  run_id          text primary key references backtest_runs (id) on delete cascade,
  pack_id         text not null,
  model_id        text not null,
  risk_profile    text,
  tag             text,
  sweep_id        text,
  -- 2 passed its gate, 1 did not, 0 not judged: more is better.
  verdict         integer not null,
  verdict_at_run  integer not null,
  score           real,
  tie_first       real,
  tie_second      real,
  sharpe          real,
  cum_return      real,
  created_at      text not null,
  -- Whole numbers in the order of the figures, 0 for the unknown: 8192 + 4096 x / (1 + |x|), computed so that no rounding
  -- changes the order. A page far from both ends is found by counting the rows of whole buckets.
  score_bucket    integer not null,
  sharpe_bucket   integer not null,
  return_bucket   integer not null,
  -- Since 1970-01-01, in UTC.
  day             integer not null
) without rowid;

-- What rows are counted by: those of a pack, a model and a risk profile together, and those of a tag too. A value is
-- written with an equals sign before it; nothing stands for any tag, and for no risk profile. Cell 0 is all rows.
create table leaderboard_cells (
  id            integer not null primary key,
  tag           text not null,
  pack_id       text not null,
  model_id      text not null,
  risk_profile  text not null,
  unique (tag, pack_id, model_id, risk_profile)
);

-- How many rows of a cell have a verdict and a bucket. What the bucket is of: 0 nothing, 1 score, 2 Sharpe ratio, 3 return,
-- each taken 32 together, in cell 0 8 together; 4 the week since 1970-01-01, in cell 0 the day. In cell 0 there are
-- 5, 6 and 7 too: those of 1, 2 and 3, 32 together, after 1024 times the week.
create table leaderboard_counts (
  cell            integer not null,
  kind            integer not null,
  verdict         integer not null,
  bucket          integer not null,
  verdict_at_run  integer not null,
  runs            integer not null,
  primary key (cell, kind, verdict, bucket, verdict_at_run)
) without rowid;

drop index leaderboard_by_score;
drop index leaderboard_by_sharpe;
drop index leaderboard_by_return;
drop index leaderboard_of_model;
drop index leaderboard_of_pack;
drop index leaderboard_of_profile;
drop index leaderboard_of_tag;
drop index leaderboard_of_sweep;
drop index leaderboard_at_run;

-- Serve each order, as judged now and at the time; what can be filtered by is in them too, so that no row is looked up.
create index leaderboard_by_score on leaderboard_rows (verdict desc, score_bucket desc, score desc, tie_first desc, tie_second desc, run_id, pack_id, model_id, risk_profile, tag, created_at);
create index leaderboard_by_sharpe on leaderboard_rows (verdict desc, sharpe_bucket desc, sharpe desc, run_id, pack_id, model_id, risk_profile, tag, created_at);
create index leaderboard_by_return on leaderboard_rows (verdict desc, return_bucket desc, cum_return desc, run_id, pack_id, model_id, risk_profile, tag, created_at);
create index leaderboard_at_run_by_score on leaderboard_rows (verdict_at_run desc, score_bucket desc, score desc, tie_first desc, tie_second desc, run_id, pack_id, model_id, risk_profile, tag, created_at);
create index leaderboard_at_run_by_sharpe on leaderboard_rows (verdict_at_run desc, sharpe_bucket desc, sharpe desc, run_id, pack_id, model_id, risk_profile, tag, created_at);
create index leaderboard_at_run_by_return on leaderboard_rows (verdict_at_run desc, return_bucket desc, cum_return desc, run_id, pack_id, model_id, risk_profile, tag, created_at);
-- Serve the leaderboard of one model, pack, risk profile, tag and sweep by score.
create index leaderboard_of_model on leaderboard_rows (model_id, verdict desc, score_bucket desc, score desc, tie_first desc, tie_second desc, run_id, pack_id, risk_profile, tag, created_at);
create index leaderboard_of_pack on leaderboard_rows (pack_id, verdict desc, score_bucket desc, score desc, tie_first desc, tie_second desc, run_id, model_id, risk_profile, tag, created_at);
create index leaderboard_of_profile on leaderboard_rows (risk_profile, verdict desc, score_bucket desc, score desc, tie_first desc, tie_second desc, run_id, pack_id, model_id, tag, created_at);
create index leaderboard_of_tag on leaderboard_rows (tag, verdict desc, score_bucket desc, score desc, tie_first desc, tie_second desc, run_id, pack_id, model_id, risk_profile, created_at);
create index leaderboard_of_sweep on leaderboard_rows (sweep_id, verdict desc, score_bucket desc, score desc, tie_first desc, tie_second desc, run_id);
-- Serves the leaderboard of a few days, and the part of a day.
create index leaderboard_by_time on leaderboard_rows (created_at, run_id, verdict, verdict_at_run, score_bucket, sharpe_bucket, return_bucket, pack_id, model_id, risk_profile, tag);

-- Serves the runs of one sweep, and the removal of a sweep.
create index backtest_runs_of_sweep on backtest_runs (sweep_id, created_at desc, id) where sweep_id is not null;

create trigger leaderboard_counts_more after insert on leaderboard_rows begin
  insert or ignore into leaderboard_cells (tag, pack_id, model_id, risk_profile)
  select tag, '=' || new.pack_id, '=' || new.model_id, coalesce('=' || new.risk_profile, '')
  from (select '' as tag union all select '=' || new.tag) where tag is not null;
  insert into leaderboard_counts (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, new.verdict, new.verdict_at_run, case kind when 0 then 0 when 1 then new.score_bucket >> shift
    when 2 then new.sharpe_bucket >> shift when 3 then new.return_bucket >> shift when 4 then new.day / case cell when 0 then 1 else 7 end
    else 1024 * (new.day / 7) + (case kind when 5 then new.score_bucket when 6 then new.sharpe_bucket else new.return_bucket end >> 5) end, 1
  from (
    select 0 as cell, 3 as shift
    union all select id, 5 from leaderboard_cells where tag in ('', '=' || new.tag)
      and pack_id = '=' || new.pack_id and model_id = '=' || new.model_id and risk_profile = coalesce('=' || new.risk_profile, '')
  ) cross join (select 0 as kind union all values (1), (2), (3), (4), (5), (6), (7))
  where kind <= case cell when 0 then 7 else 4 end
  on conflict do update set runs = runs + excluded.runs;
end;
create trigger leaderboard_counts_less after delete on leaderboard_rows begin
  insert into leaderboard_counts (cell, kind, verdict, verdict_at_run, bucket, runs)
  select cell, kind, old.verdict, old.verdict_at_run, case kind when 0 then 0 when 1 then old.score_bucket >> shift
    when 2 then old.sharpe_bucket >> shift when 3 then old.return_bucket >> shift when 4 then old.day / case cell when 0 then 1 else 7 end
    else 1024 * (old.day / 7) + (case kind when 5 then old.score_bucket when 6 then old.sharpe_bucket else old.return_bucket end >> 5) end, -1
  from (
    select 0 as cell, 3 as shift
    union all select id, 5 from leaderboard_cells where tag in ('', '=' || old.tag)
      and pack_id = '=' || old.pack_id and model_id = '=' || old.model_id and risk_profile = coalesce('=' || old.risk_profile, '')
  ) cross join (select 0 as kind union all values (1), (2), (3), (4), (5), (6), (7))
  where kind <= case cell when 0 then 7 else 4 end
  on conflict do update set runs = runs + excluded.runs;
end;

create trigger leaderboard_run_added after insert on backtest_runs when new.status = 'completed' begin
  insert into leaderboard_rows (run_id, pack_id, model_id, risk_profile, tag, sweep_id, verdict, verdict_at_run, score, tie_first, tie_second, sharpe, cum_return, created_at,
    score_bucket, sharpe_bucket, return_bucket, day)
    select new.id, new.pack_id, new.model_id, new.risk_profile, new.tag, new.sweep_id,
    case new.gate_pass when 1 then 2 when 0 then 1 else 0 end, case new.gate_pass_at_run when 1 then 2 when 0 then 1 else 0 end,
    new.score, new.tie_first, new.tie_second, new.sharpe, new.best_cum_ret, new.created_at,
    case when new.score is null then 0 when new.score >= 0 then cast(8192 + 4096 * (1 - 1 / (1 + new.score)) as integer) else cast(8192 + 4096 * (1 / (1 - new.score) - 1) as integer) end,
    case when new.sharpe is null then 0 when new.sharpe >= 0 then cast(8192 + 4096 * (1 - 1 / (1 + new.sharpe)) as integer) else cast(8192 + 4096 * (1 / (1 - new.sharpe) - 1) as integer) end,
    case when new.best_cum_ret is null then 0 when new.best_cum_ret >= 0 then cast(8192 + 4096 * (1 - 1 / (1 + 8 * new.best_cum_ret)) as integer) else cast(8192 + 4096 * (1 / (1 - 8 * new.best_cum_ret) - 1) as integer) end,
    cast(strftime('%s', new.created_at) as integer) / 86400;
end;
create trigger leaderboard_run_changed after update of status, pack_id, model_id, risk_profile, tag, sweep_id, gate_pass, gate_pass_at_run, score, tie_first, tie_second, sharpe, best_cum_ret, created_at on backtest_runs
when (old.status = 'completed' or new.status = 'completed') and (old.status is not new.status or old.pack_id is not new.pack_id or old.model_id is not new.model_id or old.risk_profile is not new.risk_profile or old.tag is not new.tag or old.sweep_id is not new.sweep_id or old.gate_pass is not new.gate_pass or old.gate_pass_at_run is not new.gate_pass_at_run or old.score is not new.score or old.tie_first is not new.tie_first or old.tie_second is not new.tie_second or old.sharpe is not new.sharpe or old.best_cum_ret is not new.best_cum_ret or old.created_at is not new.created_at) begin
  delete from leaderboard_rows where run_id = old.id;
  insert into leaderboard_rows (run_id, pack_id, model_id, risk_profile, tag, sweep_id, verdict, verdict_at_run, score, tie_first, tie_second, sharpe, cum_return, created_at,
    score_bucket, sharpe_bucket, return_bucket, day)
    select new.id, new.pack_id, new.model_id, new.risk_profile, new.tag, new.sweep_id,
    case new.gate_pass when 1 then 2 when 0 then 1 else 0 end, case new.gate_pass_at_run when 1 then 2 when 0 then 1 else 0 end,
    new.score, new.tie_first, new.tie_second, new.sharpe, new.best_cum_ret, new.created_at,
    case when new.score is null then 0 when new.score >= 0 then cast(8192 + 4096 * (1 - 1 / (1 + new.score)) as integer) else cast(8192 + 4096 * (1 / (1 - new.score) - 1) as integer) end,
    case when new.sharpe is null then 0 when new.sharpe >= 0 then cast(8192 + 4096 * (1 - 1 / (1 + new.sharpe)) as integer) else cast(8192 + 4096 * (1 / (1 - new.sharpe) - 1) as integer) end,
    case when new.best_cum_ret is null then 0 when new.best_cum_ret >= 0 then cast(8192 + 4096 * (1 - 1 / (1 + 8 * new.best_cum_ret)) as integer) else cast(8192 + 4096 * (1 / (1 - 8 * new.best_cum_ret) - 1) as integer) end,
    cast(strftime('%s', new.created_at) as integer) / 86400 where new.status = 'completed';
end;

-- Runs of before.
insert into leaderboard_rows (run_id, pack_id, model_id, risk_profile, tag, sweep_id, verdict, verdict_at_run, score, tie_first, tie_second, sharpe, cum_return, created_at,
    score_bucket, sharpe_bucket, return_bucket, day)
    select id, pack_id, model_id, risk_profile, tag, sweep_id,
    case gate_pass when 1 then 2 when 0 then 1 else 0 end, case gate_pass_at_run when 1 then 2 when 0 then 1 else 0 end,
    score, tie_first, tie_second, sharpe, best_cum_ret, created_at,
    case when score is null then 0 when score >= 0 then cast(8192 + 4096 * (1 - 1 / (1 + score)) as integer) else cast(8192 + 4096 * (1 / (1 - score) - 1) as integer) end,
    case when sharpe is null then 0 when sharpe >= 0 then cast(8192 + 4096 * (1 - 1 / (1 + sharpe)) as integer) else cast(8192 + 4096 * (1 / (1 - sharpe) - 1) as integer) end,
    case when best_cum_ret is null then 0 when best_cum_ret >= 0 then cast(8192 + 4096 * (1 - 1 / (1 + 8 * best_cum_ret)) as integer) else cast(8192 + 4096 * (1 / (1 - 8 * best_cum_ret) - 1) as integer) end,
    cast(strftime('%s', created_at) as integer) / 86400 from backtest_runs where status = 'completed';
