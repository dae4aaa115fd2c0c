//! The outbox: signed outgoing webhooks, retried until taken or given up.
