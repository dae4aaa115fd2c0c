//! Settings: the file, the environment and the flags, brought together into values that know where they come from.
//!
//! Precedence: flag, then environment, then the profile, then the top of the file, then the default. A setting that is
//! not known is an error with its line, because a mistyped name in a tool that deletes people must not pass silently.
//! Secrets never stand in the file; it names the environment variable, the file or the entry of the keyring that holds
//! them.
//!
//! This room knows no tenant and no store: it says where they are, not what they answer.

mod address;
mod console;
mod environment;
mod error;
mod file;
mod folders;
mod intake;
mod keyring;
mod layer;
mod new_profile;
mod notices;
mod origin;
mod place;
mod reader;
pub mod records;
mod resolve;
mod sample;
mod schema;
mod secret;
mod senders;
mod settings;
mod show;
#[cfg(test)]
mod tests;

pub use crate::model::nearest::nearest;
pub use console::ConsoleSettings;
pub use environment::{Environment, NAMES};
pub use error::{ConfigError, Missing, Problem};
pub use folders::{CONFIG_FILE, Folders, RECIPES_FOLDER};
pub use intake::IntakeSettings;
pub use keyring::{Keyring, KeyringError};
pub use new_profile::{Kept, NewProfile, SecretLine, add_profile, known_profiles};
pub use origin::{Origin, Setting};
pub use place::{Flags, Practice};
pub use resolve::load;
pub use sample::sample;
pub use schema::schema;
pub use secret::{Secret, SecretSource};
pub use senders::{PRACTICE_SECRET, PRACTICE_SENDER, SenderSettings, SignatureForm};
pub use settings::{Account, Database, Interface, NoticeTarget, Settings, Tenant, judge_address};
pub use show::Row;
