-- What HR systems say of people, kept before it is answered; and what was turned down.

create table inbox (
    -- Also the id of the run that it becomes.
    id            text   not null primary key,
    sender        text   not null,
    message       text   not null,
    -- Of the event as it was understood: the same message id with another digest is another event.
    digest        text   not null,
    kind          text   not null,
    person        text   not null,
    -- The event, as JSON.
    event         text   not null,
    name          text,
    policy        text   not null,
    recipe        text   not null,
    sent_ms       bigint not null,
    received_ms   bigint not null,
    decide_ms     bigint not null,
    state         text   not null check (state in ('received', 'waiting', 'begun', 'rejected')),
    code          text,
    why           text,
    -- The run as it stands for the event now.
    run_id        text references run (id),
    -- Until when a worker has it, by the database's clock, and who.
    owner         text,
    lease_ms      bigint not null default 0,
    due_ms        bigint not null default 0,
    tries         bigint not null default 0,
    postponed_ms  bigint,
    decided_by    text,
    decided_ms    bigint
);
create unique index inbox_message on inbox (sender, message);
create index inbox_received on inbox (due_ms, id) where state = 'received';
create index inbox_person on inbox (person, received_ms);
create index inbox_run on inbox (run_id) where run_id is not null;
create index inbox_order on inbox (received_ms desc, id desc);

create table quarantine (
    number      integer not null primary key autoincrement,
    at_ms       bigint not null,
    last_ms     bigint not null,
    sender      text   not null,
    message     text,
    status      bigint not null,
    code        text   not null,
    why         text   not null,
    field       text,
    body        text,
    times       bigint not null default 1,
    replayed_as text
);
create index quarantine_same on quarantine (sender, code, number desc);

-- The last phase that the run comes through before somebody has to confirm the rest; none for all of them.
alter table run add column hold text;
-- Whether it has come so far and waits.
alter table run add column held bigint not null default 0;
