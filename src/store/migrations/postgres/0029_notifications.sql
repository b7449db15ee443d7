-- What the receiver of notify.url is to be told. It is written with what it tells of and sent afterwards, so that nothing is
-- lost with a process that is killed in between, or with a receiver that is down: another process sends it.
create table notifications (
  id          text collate "C" primary key,  -- told to the receiver, the same however often it is sent
  event       text collate "C" not null,
  body        text collate "C" not null,     -- as it is signed and sent
  created_at  timestamptz(3) not null,
  status      text collate "C" not null check (status in ('pending', 'sent', 'given_up')),
  due_at      timestamptz(3) not null,       -- when it is tried next; of one that is being sent, when another process may
  attempts    integer not null check (attempts >= 0),
  ended_at    timestamptz(3),
  last_error  text collate "C"
);

-- Serves who looks for what is to be sent.
create index notifications_by_due on notifications (due_at, id) where status = 'pending';
