//! The outbox: signed outgoing webhooks (<https://www.standardwebhooks.com>), retried until taken or given up.
//!
//! A notice is enqueued in the transaction that makes it true, and delivered later by a [`Courier`]. A run never
//! waits for a delivery and never fails by one.

mod courier;
mod delivery;
mod enqueue;
mod http;
mod post;
mod replay;
mod schedule;
mod sign;
mod target;
mod template;

#[cfg(test)]
mod tests;

pub use courier::{Courier, Delivered};
pub use enqueue::enqueue;
pub use http::HttpPost;
pub use post::{Answer, Post, PostError, Promise};
pub use replay::{Replayed, gone, replay, replay_dead, take_back};
pub use sign::{Seal, SigningKey, hex_seal, seals, signature, signatures};
pub use target::{Events, Target, TargetError};
pub use template::{Template, TemplateError};
