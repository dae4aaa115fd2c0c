-- What waits and what was given up is counted at every look of the monitoring, and is little among much that is over.

create index outbox_dead on outbox (target, created_ms) where state = 'dead';
create index inbox_open on inbox (received_ms) where state in ('received', 'waiting');
