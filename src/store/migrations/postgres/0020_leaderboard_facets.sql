-- Rows of a tag, a model or a few days that are sorted by another figure than the score, or by the verdict of when they ran,
-- were each looked up in the table: 8,000 of them took some 50 ms. All that rows are sorted by is in these indexes now.
drop index leaderboard_of_model;
drop index leaderboard_of_pack;
drop index leaderboard_of_profile;
drop index leaderboard_of_tag;
drop index leaderboard_by_time;

create index leaderboard_of_model on leaderboard_rows (model_id, verdict desc, score_bucket desc, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, run_id, pack_id, risk_profile, tag, created_at, verdict_at_run, sharpe, cum_return);
create index leaderboard_of_pack on leaderboard_rows (pack_id, verdict desc, score_bucket desc, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, run_id, model_id, risk_profile, tag, created_at, verdict_at_run, sharpe, cum_return);
create index leaderboard_of_profile on leaderboard_rows (risk_profile, verdict desc, score_bucket desc, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, run_id, pack_id, model_id, tag, created_at, verdict_at_run, sharpe, cum_return);
create index leaderboard_of_tag on leaderboard_rows (tag, verdict desc, score_bucket desc, score desc nulls last, tie_first desc nulls last, tie_second desc nulls last, run_id, pack_id, model_id, risk_profile, created_at, verdict_at_run, sharpe, cum_return);
create index leaderboard_by_time on leaderboard_rows (created_at, run_id, verdict, verdict_at_run, score_bucket, sharpe_bucket, return_bucket, pack_id, model_id, risk_profile, tag, score, tie_first, tie_second, sharpe, cum_return);
