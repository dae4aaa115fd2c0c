-- What was given up is counted at every look of the monitoring, and is little among much that was sent.

create index outbox_dead on outbox (target, created_ms) where state = 'dead';
