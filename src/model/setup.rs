//! Setting an organisation up: the jobs that are asked about, and the forms of what is typed.

/// A job that a client can be set up for, in the words of setup: what its permissions are asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SetupJob {
    /// Take people out of the organisation.
    Offboard,
    /// Give back what was taken.
    Restore,
    /// Remove groups.
    RemoveGroup,
    /// Make new people.
    Provision,
    /// Give and take roles by a file.
    SyncRoles,
    /// Work on what an HR system says.
    Inbox,
}

impl SetupJob {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Offboard, Self::Restore, Self::RemoveGroup, Self::Provision, Self::SyncRoles, Self::Inbox];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offboard => "offboard",
            Self::Restore => "restore",
            Self::RemoveGroup => "remove-group",
            Self::Provision => "provision",
            Self::SyncRoles => "sync-roles",
            Self::Inbox => "inbox",
        }
    }

    /// The job of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.as_str() == name)
    }

    /// What it does, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Offboard => "bring people out of the organisation",
            Self::Restore => "give back what was taken from somebody",
            Self::RemoveGroup => "remove groups with all that comes from them",
            Self::Provision => "make new people and their seats",
            Self::SyncRoles => "give and take roles by a file",
            Self::Inbox => "work on what an HR system sends",
        }
    }
}

/// Where the client's secret is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SecretPlace {
    /// In the operating system's keyring.
    Keyring,
    /// In a file of the config folder that only its owner can read.
    File,
    /// In this variable, which the operator sets.
    Variable(String),
}

/// The longest name of a profile.
pub const PROFILE_NAME: usize = 32;
/// The longest word for an environment: it stands on every screen.
pub const ENVIRONMENT_WORD: usize = 16;

/// Whether a profile may be called so: it is a name in a file, and of a file.
pub fn is_profile_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (1..=PROFILE_NAME).contains(&text.len()) && text.chars().all(fits)
}

/// Whether an environment may be called so.
pub fn is_environment_word(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= ENVIRONMENT_WORD
        && text.chars().all(|c| c.is_alphanumeric() || " -_".contains(c))
}

/// Whether this has the form of a client id: five groups of hexadecimal digits.
pub fn is_client_id(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a variable may be called so.
pub fn is_variable_name(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    begins && text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for good in ["acme", "ACME-test_2"] {
            assert!(is_profile_name(good), "{good}");
        }
        for bad in ["", "a b", "a.b", "../x", "ä", &"x".repeat(33)] {
            assert!(!is_profile_name(bad), "{bad}");
        }
        assert!(is_client_id("6f0c2f7e-1111-4222-8333-444455556666"));
        for bad in ["", "6f0c2f7e11114222833344445555666", "6f0c2f7e-1111-4222-8333-44445555666g", "x-1-2-3-4"] {
            assert!(!is_client_id(bad), "{bad}");
        }
        assert!(is_environment_word("Prüfung 2") && !is_environment_word(" ") && !is_environment_word("[31m"));
        assert!(is_variable_name("ACME_SECRET") && !is_variable_name("1A") && !is_variable_name("A=B"));
        for job in SetupJob::ALL {
            assert_eq!(SetupJob::of(job.as_str()), Some(job));
        }
    }
}
