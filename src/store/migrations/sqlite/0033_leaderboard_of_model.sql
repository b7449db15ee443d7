-- The runs of a model by their Sharpe ratio, as by their score: a far page of 20,000 was sorted out of all of them.
create index leaderboard_of_model_by_sharpe on leaderboard_rows (model_id, verdict desc, sharpe_bucket desc, sharpe desc, run_id, pack_id, risk_profile, tag, created_at);
