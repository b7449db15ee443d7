-- Each row of the audit names the hash of the row before it, so that a row that is changed, removed or put in between later
-- is found. Rows of before have no place in the chain; its first row names a hash of them all.
alter table audit_logs add column seq integer;  -- from 1, without gaps
alter table audit_logs add column prev_hash text;
alter table audit_logs add column hash text;

-- Keeps the chain from forking, finds its end, and serves the walk along it.
create unique index audit_logs_chain on audit_logs (seq) where seq is not null;

create trigger audit_logs_keep_rows before delete on audit_logs begin
  select raise(abort, 'rows of the audit are only ever added');
end;

create trigger audit_logs_keep_fields before update on audit_logs begin
  select raise(abort, 'rows of the audit are only ever added');
end;

-- `insert or replace` removes rows past the trigger on removals.
create trigger audit_logs_chained before insert on audit_logs
when new.seq is null or new.prev_hash is null or new.hash is null
  or exists (select 1 from audit_logs where id = new.id)
  or exists (select 1 from audit_logs where seq = new.seq)
begin
  select raise(abort, 'a row of the audit is added at the end of its chain');
end;
