-- What a notice has been through, and whom it is about in words.

alter table outbox add column subject_name text not null default '';
-- Tries before somebody asked for it anew; the schedule counts from there, while the number of tries only rises.
alter table outbox add column earlier bigint not null default 0;
create index outbox_state on outbox (state, seq);

create table outbox_event (
    message text   not null references outbox (message),
    idx     bigint not null,
    at_ms   bigint not null,
    -- How it stood then; 'replayed' when somebody asked for it anew.
    word    text   not null check (word in ('sent', 'waiting', 'dead', 'replayed')),
    took_ms bigint,
    status  bigint,
    detail  text   not null,
    primary key (message, idx)
);
