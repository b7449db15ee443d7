-- What the assistant proposed: whoever it was proposed to may have it done, once, and not for long.
create table confirmations (
  token_sha256  text collate "C" primary key,  -- of the text that confirms it, which is kept nowhere
  user_id       text collate "C" not null,     -- whom it was given to
  kind          text collate "C" not null check (kind in ('build', 'train', 'backtest', 'sweep')),
  payload       text collate "C" not null,     -- the request that is confirmed, whole
  created_at    timestamptz(3) not null,
  expires_at    timestamptz(3) not null,
  used_at       timestamptz(3)                 -- null until it was used
);

-- Serves who forgets old ones.
create index confirmations_by_end on confirmations (expires_at);
