//! `lanyard setup`.

use crate::model::{SecretPlace, SetupJob};
use clap::Args;
use std::path::PathBuf;

/// `lanyard setup`. Without any of these flags, on a terminal, a guided screen asks for all of it.
#[derive(Args, Clone, Debug, Default)]
pub struct Setup {
    /// Where the organisation is: a region such as eu_central_1, or an address.
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The OAuth client's id.
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// Read the OAuth client's secret from this file.
    #[arg(long, value_name = "FILE", conflicts_with = "secret_stdin")]
    pub secret_file: Option<PathBuf>,
    /// Read the OAuth client's secret from standard input.
    #[arg(long)]
    pub secret_stdin: bool,
    /// The jobs whose permissions are looked at [offboard, restore, remove-group, provision, sync-roles, inbox].
    #[arg(long, value_name = "JOBS", value_delimiter = ',', value_parser = job,
          default_values = ["offboard", "restore"])]
    pub jobs: Vec<SetupJob>,
    /// What the organisation is to you, in a word that stands on every screen.
    #[arg(long, value_name = "WORD")]
    pub environment: Option<String>,
    /// Where the secret is kept [keyring, file, variable=NAME]; the keyring where there is one, else a file.
    #[arg(long, value_name = "PLACE", value_parser = place)]
    pub store: Option<SecretPlace>,
    /// Sign in and look at the permissions, and write nothing.
    #[arg(long, conflicts_with = "yes")]
    pub check_only: bool,
    /// Write the tenant of a profile that is there already anew; its other settings stay.
    #[arg(long)]
    pub replace: bool,
    /// Write the profile down.
    #[arg(long)]
    pub yes: bool,
}

impl Setup {
    /// Whether nothing is said here, so that a screen has to ask.
    pub fn is_guided(&self) -> bool {
        self.region.is_none()
            && self.client_id.is_none()
            && self.secret_file.is_none()
            && self.environment.is_none()
            && self.store.is_none()
            && !(self.secret_stdin || self.check_only || self.replace || self.yes)
    }
}

fn job(text: &str) -> Result<SetupJob, String> {
    SetupJob::of(text.trim()).ok_or_else(|| {
        let names = SetupJob::ALL.map(SetupJob::as_str);
        format!("there is no such job; there are: {}", names.join(", "))
    })
}

fn place(text: &str) -> Result<SecretPlace, String> {
    match text {
        "keyring" => Ok(SecretPlace::Keyring),
        "file" => Ok(SecretPlace::File),
        _ => match text.strip_prefix("variable=") {
            Some(name) if crate::model::setup::is_variable_name(name) => Ok(SecretPlace::Variable(name.to_owned())),
            Some(_) => Err("a variable's name has letters, digits and _".to_owned()),
            None => Err("give keyring, file or variable=NAME".to_owned()),
        },
    }
}
