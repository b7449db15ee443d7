-- Pages of dates of a pack or a risk profile count the rows of parts of weeks at both ends, 12,000 of a million. They were
-- read along leaderboard_by_time, those of all packs and profiles: a fifth of the time of a page.
create index leaderboard_of_pack_by_time on leaderboard_rows (pack_id, created_at, verdict, verdict_at_run, score_bucket, sharpe_bucket, return_bucket, risk_profile);
create index leaderboard_of_profile_by_time on leaderboard_rows (risk_profile, created_at, verdict, verdict_at_run, score_bucket, sharpe_bucket, return_bucket);
