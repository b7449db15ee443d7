-- Who may call a server. A token is shown once, when it is made; here stands its hash alone.
create table api_tokens (
  id            text primary key,
  user_id       text not null,
  name          text not null check (name <> ''),
  token_sha256  text not null unique,  -- in hex, of the token as it is sent
  scopes        text not null,         -- a JSON array of read, write, train, admin
  created_at    text not null,
  expires_at    text,
  last_used_at  text,                  -- to the minute
  revoked_at    text
);

-- Serves the list of tokens, newest first.
create index api_tokens_by_time on api_tokens (created_at desc, id);
