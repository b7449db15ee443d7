-- The ledger of everything that was ever tried on a set of data, which the deflated Sharpe ratio has to
-- count. A trial keeps its session returns, because the effective number of trials depends on how alike
-- they are. run_id is no foreign key: removing a run must not make its trial untried.
create table trials (
  ledger_key       text collate "C" not null,
  seq              integer not null check (seq >= 1),
  sha              text collate "C" not null,
  run_id           text collate "C",
  sharpe           double precision,  -- per session; null where the returns have no variance
  first_session    integer,  -- days since 1970-01-01; null for a trial without sessions
  last_session     integer,
  session_returns  bytea not null,  -- 64-bit floats, little endian
  sessions         bytea not null,  -- 32-bit integers, little endian: the day of each return
  created_at       timestamptz(3) not null,
  primary key (ledger_key, seq),  -- also serves: the ledger as it was at a number
  unique (ledger_key, sha)        -- trying the same thing again adds nothing
);
