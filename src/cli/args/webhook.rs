//! The commands that play the sender of termination events.

use clap::{Args, Subcommand};
use url::Url;

/// `lanyard webhook`: to try a receiver out. The secret comes from the settings, never from an argument.
#[derive(Subcommand, Clone, Debug)]
pub enum Webhook {
    /// Sign a body and print the headers that go with it.
    Sign {
        /// The file with the body, byte for byte as it will be sent; `-` for standard input.
        #[arg(default_value = "-")]
        file: String,
        #[command(flatten)]
        #[allow(missing_docs, reason = "its help is that of its parts")]
        by: Signer,
        /// Send it there and print the answer.
        #[arg(long, value_name = "URL")]
        send: Option<Url>,
    },
    /// Make an event, sign it, send it and print the answer.
    Send {
        /// The receiver's address, such as http://127.0.0.1:8080.
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
        to: Url,
        #[command(flatten)]
        #[allow(missing_docs, reason = "its help is that of its parts")]
        by: Signer,
        #[command(flatten)]
        #[allow(missing_docs, reason = "its help is that of its parts")]
        event: Event,
    },
}

/// Who signs, and under which message id.
#[derive(Args, Clone, Debug)]
pub struct Signer {
    /// The sender by its name in the settings (`practice` is known without any); the only one if there is just one.
    #[arg(long, value_name = "NAME")]
    pub sender: Option<String>,
    /// The message id; a new one if none is given. The same id and body are one event, however often they are sent.
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
}

/// What the event says. It is sent as it is given, so that refusals can be tried out, too.
#[derive(Args, Clone, Debug)]
pub struct Event {
    /// The person's id.
    #[arg(long, value_name = "ID")]
    pub person: String,
    /// The person's e-mail address.
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
    /// What happened [termination, termination_cancelled, termination_changed, rehire].
    #[arg(long = "type", value_name = "TYPE", default_value = "termination")]
    pub kind: String,
    /// When access is to end, such as 2026-12-01T18:00:00+01:00; at once if absent.
    #[arg(long, value_name = "TIME")]
    pub effective: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The ticket.
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// By which recipe; the sender's settings have to allow it.
    #[arg(long, value_name = "NAME")]
    pub recipe: Option<String>,
}
