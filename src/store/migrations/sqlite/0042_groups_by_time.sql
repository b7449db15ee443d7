-- Two indexes on PostgreSQL. SQLite reads these rows fast enough along leaderboard_by_time, and each index more is written with
-- each run of a sweep.
select 1;
