-- Who may call a server. A token is shown once, when it is made; here stands its hash alone.
create table api_tokens (
  id            text collate "C" primary key,
  user_id       text collate "C" not null,
  name          text collate "C" not null check (name <> ''),
  token_sha256  text collate "C" not null unique,  -- in hex, of the token as it is sent
  scopes        json not null,                     -- an array of read, write, train, admin
  created_at    timestamptz(3) not null,
  expires_at    timestamptz(3),
  last_used_at  timestamptz(3),                    -- to the minute
  revoked_at    timestamptz(3)
);

-- Serves the list of tokens, newest first.
create index api_tokens_by_time on api_tokens (created_at desc, id);
