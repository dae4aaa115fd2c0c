//! Writes a profile and puts its secret where it belongs: both, or neither.

use crate::cli::Trouble;
use crate::config::{ConfigError, Environment, Kept, NewProfile, SecretLine, Tenant, add_profile, known_profiles};
use crate::model::SecretPlace;
use std::path::{Path, PathBuf};

/// Variables that win over every profile.
const STRONGER: [&str; 5] =
    ["GENESYS_CLIENT_ID", "GENESYS_CLIENT_SECRET", "GENESYS_ENV_URL", "GENESYS_ENV_HOST", "GENESYS_DOMAIN"];

/// What is to be kept.
pub(super) struct Wish<'a> {
    pub(super) profile: &'a str,
    pub(super) environment: Option<&'a str>,
    pub(super) tenant: &'a Tenant,
    pub(super) place: &'a SecretPlace,
    pub(super) replace: bool,
}

/// What was kept.
pub(super) struct Done {
    pub(super) kept: Kept,
    pub(super) secret: SecretLine,
    /// The file with the secret, where it is one.
    pub(super) secret_file: Option<PathBuf>,
}

/// Puts the secret in its place, then writes the profile.
///
/// # Errors
/// One of them cannot be done. Nothing is left of either then, unless a profile was to be replaced: its secret may be the new
/// one already.
pub(super) fn keep(wish: &Wish<'_>, folder: &Path, environment: &Environment) -> Result<Done, Trouble> {
    let known = known_profiles(folder)?;
    if !wish.replace && known.iter().any(|name| name == wish.profile) {
        return Err(ConfigError::ProfileExists { name: wish.profile.to_owned() }.into());
    }
    let secret = match wish.place {
        SecretPlace::Keyring => SecretLine::Keyring(wish.profile.to_owned()),
        SecretPlace::File => SecretLine::File(format!("{}.secret", wish.profile)),
        SecretPlace::Variable(name) => SecretLine::Variable(name.clone()),
    };
    let secret_file = wish.tenant.keep_secret(&secret, folder, environment, wish.replace)?;
    let profile = NewProfile::new(wish.profile, wish.environment, wish.tenant, secret.clone());
    match add_profile(folder, &profile, wish.replace) {
        Ok(kept) => Ok(Done { kept, secret, secret_file }),
        Err(error) => {
            // A secret that no profile names would lie there unseen; one that a profile names stays.
            if !wish.replace {
                match (&secret, &secret_file) {
                    (SecretLine::Keyring(name), _) => drop(environment.keyring().forget(name)),
                    (_, Some(path)) => drop(std::fs::remove_file(path)),
                    _ => {}
                }
            }
            Err(error.into())
        }
    }
}

impl Done {
    /// What was written where, each a sentence.
    pub(super) fn written(&self, profile: &str) -> Vec<String> {
        let mut lines = vec![format!("The profile {profile} is in {}.", self.kept.file.display())];
        if let Some(copy) = &self.kept.copy {
            lines.push(format!("The file as it was is in {}.", copy.display()));
        }
        lines.push(match (&self.secret, &self.secret_file) {
            (SecretLine::Keyring(name), _) => format!("The secret is in the keyring, as {name}."),
            (SecretLine::Variable(name), _) => format!("The secret is kept nowhere; it is read from {name}."),
            (SecretLine::File(name), None) => format!("The secret is in {name}."),
            (SecretLine::File(_), Some(path)) => {
                format!("The secret is in {}, which only you can read.", path.display())
            }
        });
        lines
    }

    /// What the operator has to see to, each a sentence.
    pub(super) fn to_do(&self, profile: &str, environment: &Environment) -> Vec<String> {
        let mut lines = Vec::new();
        if let SecretLine::Variable(name) = &self.secret
            && environment.get(name).is_none()
        {
            lines.push(format!("Set {name} in your environment, then start `lanyard --profile {profile}`."));
        }
        let set: Vec<_> = STRONGER.into_iter().filter(|name| environment.get(name).is_some()).collect();
        if !set.is_empty() {
            lines.push(format!("Unset {}: what the environment says wins over the profile.", set.join(", ")));
        }
        if !self.kept.usual {
            lines.push(format!(
                "`lanyard --profile {profile}` opens it; `profile = \"{profile}\"` at the top of config.toml makes it the usual one."
            ));
        }
        lines
    }

    /// Whether the console can be opened on it as things stand.
    pub(super) fn opens(&self, environment: &Environment) -> bool {
        match &self.secret {
            SecretLine::Variable(name) => environment.get(name).is_some(),
            _ => true,
        }
    }
}
