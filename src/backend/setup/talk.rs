//! What the guided screen and the task behind it tell each other.

use crate::backend::Check;
use crate::model::{DisplayText, Fault, SecretPlace, SetupJob};
use secrecy::SecretString;

/// An organisation as it was typed. Its `Debug` shows nothing of the secret.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The name of the profile.
    pub profile: String,
    /// What the tenant is to its people, in a word.
    pub environment: String,
    /// A region's name, or an address.
    pub address: String,
    /// The OAuth client's id.
    pub client_id: String,
    /// The OAuth client's secret.
    pub secret: SecretString,
    /// The jobs that it is to do.
    pub jobs: Vec<SetupJob>,
}

/// What the screen asks.
#[derive(Clone, Debug)]
pub enum Ask {
    /// Sign in and look at the permissions; the answers carry the number.
    Check {
        /// Which look it is; what comes of an older one is of no use.
        number: u64,
        /// As whom.
        draft: Draft,
    },
    /// Write the profile down.
    Keep {
        /// What.
        draft: Draft,
        /// Where the secret goes.
        place: SecretPlace,
        /// Whether a profile of this name is to be written anew.
        replace: bool,
    },
}

/// What the task tells.
#[derive(Clone, PartialEq, Debug)]
pub enum Told {
    /// What is known of this machine before anything is typed.
    Known(Known),
    /// One more line of a look.
    Line {
        /// Of which look.
        number: u64,
        /// The line.
        check: Check,
    },
    /// A look is over.
    Checked {
        /// Which.
        number: u64,
        /// Whether the client can sign in.
        signs_in: bool,
        /// How many permissions it lacks.
        missing: usize,
    },
    /// The profile is written.
    Kept(Done),
    /// It is not, and nothing was changed.
    NotKept(Fault),
}

/// What is known of this machine.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    /// The profiles that there are.
    pub profiles: Vec<String>,
    /// The file that a profile goes into.
    pub config_file: DisplayText,
    /// Why there is no keyring; none where there is one.
    pub no_keyring: Option<DisplayText>,
}

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Done {
    /// What was written where, each a sentence.
    pub written: Vec<DisplayText>,
    /// What the operator has to see to, each a sentence.
    pub to_do: Vec<DisplayText>,
    /// Whether the console can be opened on it as things stand.
    pub opens: bool,
}
