-- The stop that a position was entered with, which need not be the signal's.
alter table signals_log add column stop_px double precision;

-- Serves who looks for what a fill belongs to.
create index signals_log_of_ticker on signals_log (model_id, date, ticker);

-- What names an event that is to be told once at most, however often it is seen.
alter table notifications add column once text collate "C";
create unique index notifications_once on notifications (once);
