-- A large batch is written in pieces. Until it is whole, nothing of it is claimed or shown; a batch whose writer died before
-- that is taken out again.

-- 0 while it is being written, 1 whole, 2 while it is being taken out.
alter table batch add column whole bigint not null default 1;
-- Who writes it, and until when that is taken for granted; by the database's clock.
alter table batch add column writer text;
alter table batch add column lease_ms bigint not null default 0;
create index batch_written on batch (lease_ms) where whole <> 1;
