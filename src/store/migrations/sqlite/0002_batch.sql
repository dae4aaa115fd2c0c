-- Runs that were confirmed as one. How a batch stands is told by its runs alone.

create table batch (
    id         text   not null primary key,
    kind       text   not null,
    title      text   not null,
    digest     text   not null,
    operator   text   not null,
    reason     text   not null,
    ticket     text   not null,
    -- Everybody who was named, as JSON: also those who were set aside and have no run.
    listed     text   not null,
    created_ms bigint not null,
    -- When the end was written into the audit trail; null again while something is done again.
    ended_ms   bigint
);
create index batch_created on batch (created_ms desc, id desc);

alter table run add column batch text references batch (id);
create index run_batch on run (batch, id) where batch is not null;
