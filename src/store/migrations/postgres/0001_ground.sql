-- What is kept. Times are milliseconds since 1970 (UTC); JSON is kept as text.

create table run (
    id           text   not null primary key,
    kind         text   not null,
    subject      text   not null,
    subject_name text   not null,
    recipe       text   not null,
    digest       text   not null,
    operator     text   not null,
    reason       text   not null,
    ticket       text   not null,
    state        text   not null check (state in ('queued', 'running', 'paused', 'done', 'failed', 'cancelled')),
    priority     bigint not null,
    due_ms       bigint not null,
    -- Rises with every claim; what an older epoch writes is refused.
    epoch        bigint not null default 0,
    owner        text,
    lease_ms     bigint not null default 0,
    claims       bigint not null default 0,
    -- What somebody asks of the one who works on it: 0 nothing, 1 cancel, 2 pause.
    cancel       bigint not null default 0,
    asked_by     text,
    -- The number of the last event.
    events       bigint not null default 0,
    why          text,
    created_ms   bigint not null,
    started_ms   bigint,
    ended_ms     bigint,
    cut_ms       bigint
);

-- One active run per person.
create unique index run_active on run (subject) where state in ('queued', 'running', 'paused');
create index run_due on run (priority desc, due_ms, id) where state in ('queued', 'running');
create index run_created on run (created_ms desc, id desc);

-- The confirmed plan with the before-image; apart from the run, because that is written often and this is large.
create table plan (
    run_id text not null primary key references run (id),
    body   text not null
);

create table step (
    run_id  text   not null references run (id),
    ordinal bigint not null,
    state   text   not null,
    outcome text,
    record  text   not null,
    primary key (run_id, ordinal)
);

create table run_event (
    run_id   text   not null references run (id),
    idx      bigint not null,
    at_ms    bigint not null,
    progress text   not null,
    primary key (run_id, idx)
);

-- The chain. The time is kept as it was sealed.
create table audit (
    seq      bigint not null primary key,
    at       text   not null,
    previous text   not null,
    seal     text   not null,
    run_id   text,
    entry    text   not null
);
create index audit_run on audit (run_id, seq) where run_id is not null;

-- Number and seal of the last record: shows when records are missing at the end, and lets one append at a time.
create table audit_head (
    id   bigint not null primary key check (id = 1),
    seq  bigint not null,
    seal text   not null
);
insert into audit_head (id, seq, seal) values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

create function lanyard_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only';
end;
$$;
create trigger audit_is_not_changed before update or delete or truncate on audit
    for each statement execute function lanyard_append_only();

create table outbox (
    seq        bigint not null generated always as identity primary key,
    message    text   not null unique,
    target     text   not null,
    subject    text   not null,
    kind       text   not null,
    run_id     text   not null,
    body       text   not null,
    state      text   not null check (state in ('waiting', 'sent', 'dead')),
    created_ms bigint not null,
    attempts   bigint not null default 0,
    due_ms     bigint not null,
    lease_ms   bigint not null default 0,
    status     bigint,
    error      text,
    ended_ms   bigint
);
create index outbox_waiting on outbox (target, subject, seq) where state = 'waiting';
create index outbox_run on outbox (run_id);

-- Targets that answered 410 (gone) at this address.
create table target_gone (
    target text   not null,
    url    text   not null,
    at_ms  bigint not null,
    primary key (target, url)
);

create table snapshot (
    tenant  text   not null,
    kind    text   not null,
    bytes   bytea   not null,
    read_ms bigint not null,
    primary key (tenant, kind)
);
