-- Each row of the audit names the hash of the row before it, so that a row that is changed, removed or put in between later
-- is found. Rows of before have no place in the chain; its first row names a hash of them all.
alter table audit_logs add column seq bigint;  -- from 1, without gaps
alter table audit_logs add column prev_hash text collate "C";
alter table audit_logs add column hash text collate "C";

-- Keeps the chain from forking, finds its end, and serves the walk along it.
create unique index audit_logs_chain on audit_logs (seq) where seq is not null;

create function keep_audit() returns trigger language plpgsql as $$
begin
  raise exception 'rows of the audit are only ever added';
end
$$;

create trigger audit_logs_keep_rows before update or delete on audit_logs
for each row execute function keep_audit();

create trigger audit_logs_keep_table before truncate on audit_logs
for each statement execute function keep_audit();

create function chain_audit() returns trigger language plpgsql as $$
begin
  if new.seq is null or new.prev_hash is null or new.hash is null then
    raise exception 'a row of the audit is added at the end of its chain';
  end if;
  return new;
end
$$;

create trigger audit_logs_chained before insert on audit_logs
for each row execute function chain_audit();
