//! The receiver: takes termination events over HTTP, checks them, and answers only when they are kept.
//!
//! A delivery is looked at in this order: method, type, length, signature, and only then its JSON. Nothing of a body that
//! nobody has signed is parsed. Whatever it is refused for has a status, a stable code and, where there is one, the field
//! at fault (RFC 9457). This room keeps nothing itself: it asks a [`House`], which is the backend's desk.

mod bucket;
mod connection;
mod deliver;
mod error;
mod event;
mod face;
mod field;
mod house;
mod listening;
mod problem;
mod pulse;
mod quarantine;
mod repair;
mod send;
mod sender;
mod server;
mod setup;
mod standing;
mod strict;
mod tls;
mod verify;
mod wire;

#[cfg(test)]
mod tests;

pub use error::IntakeError;
pub use house::{House, Standing};
pub use problem::Code;
pub use repair::Unusable;
pub use send::{Sent, Signed, SignedBy, send};
pub use server::Receiver;
pub use setup::{Limits, Setup};
