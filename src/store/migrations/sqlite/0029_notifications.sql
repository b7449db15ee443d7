-- What the receiver of notify.url is to be told. It is written with what it tells of and sent afterwards, so that nothing is
-- lost with a process that is killed in between, or with a receiver that is down: another process sends it.
create table notifications (
  id          text primary key,  -- told to the receiver, the same however often it is sent
  event       text not null,
  body        text not null,     -- as it is signed and sent
  created_at  text not null,
  status      text not null check (status in ('pending', 'sent', 'given_up')),
  due_at      text not null,     -- when it is tried next; of one that is being sent, when another process may
  attempts    integer not null check (attempts >= 0),
  ended_at    text,
  last_error  text
);

-- Serves who looks for what is to be sent.
create index notifications_by_due on notifications (due_at, id) where status = 'pending';
