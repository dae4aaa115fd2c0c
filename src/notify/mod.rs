//! The outbox: signed outgoing webhooks (<https://www.standardwebhooks.com>), retried until taken or given up.
//!
//! A notice is enqueued in the transaction that makes it true, and delivered later by a [`Courier`]. A run never
//! waits for a delivery and never fails by one.

mod courier;
mod enqueue;
mod http;
mod post;
mod schedule;
mod sign;
mod target;

#[cfg(test)]
mod tests;

pub use courier::{Courier, Delivered};
pub use enqueue::enqueue;
pub use http::HttpPost;
pub use post::{Answer, Post, PostError, Promise};
pub use sign::{Seal, SigningKey, hex_seal, seals, signature};
pub use target::{Events, Target, TargetError};
