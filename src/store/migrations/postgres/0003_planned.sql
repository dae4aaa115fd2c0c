-- Runs that were confirmed for a time, and runs that follow another one.

-- Not begun before this; due_ms is when it may be claimed next, and moves.
alter table run add column planned_ms bigint;
-- The run at whose end it was planned.
alter table run add column follows text references run (id);

-- However often the end of a run is written, one run follows it.
create unique index run_follows on run (follows) where follows is not null;
create index run_planned on run (planned_ms, id) where planned_ms is not null and state in ('queued', 'running', 'paused');
