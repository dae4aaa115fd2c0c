//! The two folders: what the operator writes, and what the product writes.

use super::{ConfigError, Environment, Origin, Setting};
use directories::ProjectDirs;
use std::io;
use std::path::{Path, PathBuf};

/// The configuration file's name in the config folder.
pub const CONFIG_FILE: &str = "config.toml";
/// The folder in the config folder whose recipes overrule the built-in ones.
pub const RECIPES_FOLDER: &str = "recipes";

/// Where things are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folders {
    /// `config.toml` and recipes; read, and written by nothing but setup.
    pub config: Setting<PathBuf>,
    /// Journal, audit trail, exports, log; readable by the owner only.
    pub data: Setting<PathBuf>,
}

impl Folders {
    /// Finds out where they are: flag, then environment, then what the operating system says.
    ///
    /// # Errors
    /// The operating system tells no home folder and nothing else names one.
    pub fn find(
        config_flag: Option<PathBuf>,
        data_flag: Option<PathBuf>,
        environment: &Environment,
    ) -> Result<Self, ConfigError> {
        let own = ProjectDirs::from("", "", "lanyard");
        let pick = |what: &'static str, flag: Option<PathBuf>, named: (&'static str, &str), own: Option<&Path>| {
            if let Some(path) = flag {
                return Ok(Setting::new(path, Origin::Flag(named.0)));
            }
            if let Some(path) = environment.get(named.1) {
                return Ok(Setting::new(PathBuf::from(path), Origin::Env(named.1.to_owned())));
            }
            own.map(|path| Setting::by_default(path.to_owned())).ok_or_else(|| ConfigError::Folder {
                what,
                why: "is not known: this account has no home folder".to_owned(),
                remedy: format!("name one with {} or {}", named.0, named.1),
            })
        };
        let config_own = own.as_ref().map(ProjectDirs::config_dir);
        let data_own = own.as_ref().map(ProjectDirs::data_dir);
        Ok(Self {
            config: pick("config", config_flag, ("--config-dir", "LANYARD_CONFIG_DIR"), config_own)?,
            data: pick("data", data_flag, ("--data-dir", "LANYARD_DATA_DIR"), data_own)?,
        })
    }

    /// Makes the data folder where it is missing, readable by its owner only. One that is there is left as it is.
    ///
    /// # Errors
    /// It cannot be made, or is not a folder.
    pub fn make_data(&self) -> Result<(), ConfigError> {
        let path = &self.data.value;
        make_private(path).map_err(|error| ConfigError::Folder {
            what: "data",
            why: format!("{} cannot be made: {error}", path.display()),
            remedy: "name a folder that this account can write to with --data-dir".to_owned(),
        })
    }
}

fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)?;
    if path.is_dir() { Ok(()) } else { Err(io::Error::new(io::ErrorKind::NotADirectory, "it is not a folder")) }
}
