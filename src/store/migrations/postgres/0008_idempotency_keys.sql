-- A request sent again with the same Idempotency-Key gets the first one's answer. The row is written before
-- the work starts, without an answer, so that two requests that arrive together do the work once.
create table idempotency_keys (
  key          text collate "C" not null,
  route        text collate "C" not null,
  request_sha  text not null,  -- tells a repeated request from another one under the same key
  owner        text not null,  -- the process that answers it: when that is gone unanswered, the key is free
  status       integer,        -- the HTTP status of the answer, null while the work is going on
  body         json,
  created_at   timestamptz(3) not null,
  primary key (key, route),
  check ((status is null) = (body is null))
);

-- Serves the removal of keys that are too old to be repeated.
create index idempotency_keys_by_time on idempotency_keys (created_at);
