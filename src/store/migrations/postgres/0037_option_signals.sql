-- Options of a signal are kept once: an overlay that is made again writes nothing.

alter table option_signals add column mode text collate "C" check (mode in ('single', 'vertical'));
alter table option_signals add column symbols text collate "C";  -- of its contracts, comma-separated, what is bought first
alter table option_signals add column priced_at timestamptz(3);  -- of the last quote that could be looked at

create unique index option_signals_once on option_signals (signal_id, symbols);
