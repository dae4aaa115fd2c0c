//! Adds a profile to `config.toml`. Everything else in the file stays as it is, byte for byte where the profile is new; the
//! file as it was stays beside it as a copy, and whoever reads meanwhile sees one or the other whole.

use super::{CONFIG_FILE, ConfigError, Tenant, file};
use crate::genesys::Hosts;
use crate::model::setup::is_profile_name;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, Table, Value};

/// The settings that name where a tenant is and how to sign in: what a profile that is replaced does not keep.
const OWN: [&str; 7] =
    ["region", "api", "login", "client_id", "client_secret_env", "client_secret_file", "client_secret_keyring"];
const HEAD: &str = "# Lanyard's settings. `lanyard config sample` explains all that may stand here.\n";

/// A profile to be added.
#[derive(Clone, Debug)]
pub struct NewProfile {
    /// Its name.
    pub name: String,
    /// What the tenant is to its people, where it was said.
    pub environment: Option<String>,
    /// Where it is.
    pub hosts: Hosts,
    /// The OAuth client's id.
    pub client_id: String,
    /// Where its secret is.
    pub secret: SecretLine,
}

/// Where a profile says that the client's secret is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SecretLine {
    /// In the keyring, under this name.
    Keyring(String),
    /// In this file of the config folder.
    File(String),
    /// In this variable.
    Variable(String),
}

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The file that holds the profile.
    pub file: PathBuf,
    /// The file as it was before, where there was one.
    pub copy: Option<PathBuf>,
    /// Whether the profile is used without being named.
    pub usual: bool,
}

impl NewProfile {
    /// A profile for this tenant.
    pub fn new(name: &str, environment: Option<&str>, tenant: &Tenant, secret: SecretLine) -> Self {
        Self {
            name: name.to_owned(),
            environment: environment.map(str::to_owned),
            hosts: tenant.hosts.clone(),
            client_id: tenant.client_id.clone(),
            secret,
        }
    }

    fn lines(&self) -> Vec<(&'static str, String)> {
        let bare = |url: &url::Url| url.as_str().trim_end_matches('/').to_owned();
        let mut lines = Vec::new();
        lines.extend(self.environment.clone().map(|word| ("environment", word)));
        match self.hosts.region() {
            Some(region) => lines.push(("region", region.name.to_owned())),
            None => {
                let (api, login) = (bare(self.hosts.api()), bare(self.hosts.login()));
                let follows = Hosts::parse(&api).is_ok_and(|hosts| hosts == self.hosts);
                lines.push(("api", api));
                lines.extend((!follows).then_some(("login", login)));
            }
        }
        lines.push(("client_id", self.client_id.clone()));
        lines.push(match &self.secret {
            SecretLine::Keyring(name) => ("client_secret_keyring", name.clone()),
            SecretLine::File(name) => ("client_secret_file", name.clone()),
            SecretLine::Variable(name) => ("client_secret_env", name.clone()),
        });
        lines
    }
}

/// The names of the profiles in this folder's file, sorted.
///
/// # Errors
/// The file is there and cannot be used.
pub fn known_profiles(folder: &Path) -> Result<Vec<String>, ConfigError> {
    Ok(file::read(folder)?.profiles.into_keys().collect())
}

/// Adds the profile to the file in this folder, or writes the tenant of the one that is there anew where that is wanted.
///
/// # Errors
/// The file cannot be used or written, or has the profile already and it is not to be replaced. Nothing is changed then.
pub fn add_profile(folder: &Path, profile: &NewProfile, replace: bool) -> Result<Kept, ConfigError> {
    let known = file::read(folder)?;
    let path = folder.join(CONFIG_FILE);
    // A file that is a link stays one.
    let path = std::fs::canonicalize(&path).unwrap_or(path);
    let unwritable = |why: String| ConfigError::Unwritable { path: path.clone(), why };
    let there = known.profiles.contains_key(&profile.name);
    if there && !replace {
        return Err(ConfigError::ProfileExists { name: profile.name.clone() });
    }
    if !is_profile_name(&profile.name) {
        return Err(unwritable("the profile's name cannot stand in it".to_owned()));
    }
    let before = match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(unwritable(error.to_string())),
    };
    let text = before.as_deref().unwrap_or(HEAD);
    let no_tenant = known.top.hosts.is_none() && known.top.client_id.is_none() && known.top.client_secret.is_none();
    let first = known.profile.is_none() && known.profiles.is_empty() && no_tenant;
    let text = match there {
        true => replaced(text, profile).map_err(unwritable)?,
        false => appended(text, profile, first),
    };
    // What cannot be read back must not take the place of what can.
    let readable = file::parse(&text, folder).map_err(|problems| {
        let why = problems.first().map(ToString::to_string).unwrap_or_default();
        unwritable(format!("with the new profile it could not be read ({why}); add it by hand"))
    })?;
    make_folder(folder).map_err(|error| unwritable(error.to_string()))?;
    let copy = match &before {
        Some(text) => Some(keep_copy(&path, text).map_err(|error| unwritable(error.to_string()))?),
        None => None,
    };
    put(&path, text.as_bytes()).map_err(|error| unwritable(error.to_string()))?;
    Ok(Kept { file: path, copy, usual: readable.profile.is_some_and(|at| at.value == profile.name) })
}

/// Writes a secret alone into a file of this folder that only its owner can read.
///
/// # Errors
/// It cannot be written, or is there already and is not to be replaced.
pub(super) fn put_secret(folder: &Path, name: &str, secret: &[u8], replace: bool) -> Result<PathBuf, ConfigError> {
    let path = folder.join(name);
    let unwritable = |why: String| ConfigError::Unwritable { path: path.clone(), why };
    if !replace && path.exists() {
        return Err(unwritable("it is there already, and may be of use to somebody".to_owned()));
    }
    make_folder(folder).and_then(|()| put(&path, secret)).map_err(|error| unwritable(error.to_string()))?;
    Ok(path)
}

fn appended(text: &str, profile: &NewProfile, first: bool) -> String {
    let (mark, text) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    let mut out = String::from(mark);
    if first && text == HEAD {
        out.push_str(&format!("{HEAD}\nprofile = {}\n", quoted(&profile.name)));
    } else {
        if first {
            out.push_str(&format!("profile = {}\n", quoted(&profile.name)));
        }
        out.push_str(text);
        if !text.is_empty() && !text.ends_with('\n') {
            out.push('\n');
        }
    }
    out.push_str(&format!("\n[profiles.{}]\n", profile.name));
    for (name, value) in profile.lines() {
        out.push_str(&format!("{name} = {}\n", quoted(&value)));
    }
    out
}

fn replaced(text: &str, profile: &NewProfile) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|_| "it cannot be changed; change it by hand".to_owned())?;
    let table = document
        .get_mut("profiles")
        .and_then(|profiles| profiles.get_mut(&profile.name))
        .and_then(Item::as_table_mut)
        .ok_or("the profile is not written as a table of its own; change it by hand")?;
    let lines = profile.lines();
    for name in OWN.into_iter().filter(|name| lines.iter().all(|(own, _)| own != name)) {
        table.remove(name);
    }
    for (name, value) in lines {
        set(table, name, value);
    }
    Ok(document.to_string())
}

/// Sets a value and keeps the remark behind it.
fn set(table: &mut Table, name: &str, value: String) {
    let mut value = Value::from(value);
    match table.get_mut(name).and_then(Item::as_value_mut) {
        Some(there) => {
            *value.decor_mut() = there.decor().clone();
            *there = value;
        }
        None => {
            table.insert(name, Item::Value(value));
        }
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Copies are never written over: the oldest one may be the one that is missed.
fn keep_copy(path: &Path, text: &str) -> io::Result<PathBuf> {
    for number in 1.. {
        let copy = beside(path, &if number == 1 { ".bak".to_owned() } else { format!(".bak{number}") });
        match private(&copy).and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all())) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            other => return other.map(|()| copy),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Puts a whole new file in the place of what is there.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(path, &format!(".new-{}", std::process::id()));
    // What a process of the same number left behind is of no use to anybody.
    let _ = std::fs::remove_file(&new);
    let written = private(&new).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    let placed = written.and_then(|()| std::fs::rename(&new, path));
    if placed.is_err() {
        let _ = std::fs::remove_file(&new);
    }
    placed
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// A new file that only its owner can read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}
