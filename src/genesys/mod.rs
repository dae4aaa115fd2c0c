//! The platform as typed calls: regions, OAuth, transport (budget, retry, breaker), one file per resource.
//!
//! What comes from the wire becomes a `model` type here, at the edge, and other people's text becomes
//! [`DisplayText`](crate::model::DisplayText) with it. Nobody above sees JSON, except where a value is kept only to be
//! shown or stored whole. This room knows nothing of plans, runs or screens.
//!
//! - [`Client`] is the door; it is cheap to clone, and all clones share one budget, one token and one circuit breaker.
//! - [`transport`] carries a call: when it may go, how often, what an answer or its absence means.
//! - [`calls`] says which calls there are; each is one method of [`Client`].

mod client;
mod error;
mod error_body;
mod page;
mod regions;
mod remedy;
mod settings;

pub mod calls;
pub mod transport;

#[cfg(test)]
mod contract_tests;
#[cfg(test)]
mod double;

pub use client::Client;
pub use error::{Answer, Error, Failure, Kind};
pub use page::{Page, all_pages};
pub use regions::{Hosts, REGIONS, Region};
pub use settings::{Reserve, Settings, SettingsError};
pub use transport::http::{Http, Promise, Request, Response, SendError};
pub use transport::meter::{Held, Meter};
pub use transport::reqwest_http::ReqwestHttp;
pub use transport::{Call, Lane, Repeat};
