//! What every command stands on: settings and, with `--demo`, a practice tenant of its own.

use super::args::Cli;
use super::demo_folder::DemoFolder;
use super::practice_tenant::PracticeTenant;
use super::{Kind, Trouble};
use crate::config::{self, Account, Environment, Origin, Settings};

/// Settings, and what has to live as long as they are used.
pub struct Ground {
    /// What is set.
    pub settings: Settings,
    tenant: Option<PracticeTenant>,
    // Removed last, when nothing writes into it any more.
    _folder: Option<DemoFolder>,
}

impl Ground {
    /// Reads the settings; with `--demo`, starts a practice tenant and points them at it.
    ///
    /// A demonstration does not touch the operator's own files: what `--data-dir` and `--config-dir` (or their
    /// variables) do not name is a new folder that goes away with this value.
    ///
    /// # Errors
    /// The settings cannot be used, or the practice tenant cannot start.
    pub async fn prepare(cli: &Cli, environment: &Environment, account: &Account) -> Result<Self, Trouble> {
        if cli.tour && (cli.command.is_some() || !cli.global.demo) {
            let text = "the tour is taken in the console, on a practice tenant: it offboards somebody";
            return Err(Trouble::new(Kind::Usage, text, "start it with `lanyard --demo --tour`"));
        }
        let mut flags = cli.flags();
        if !cli.global.demo {
            if cli.global.practice.any() {
                let text = "the flags of the practice tenant are of use only with --demo or `lanyard practice`";
                return Err(Trouble::new(Kind::Usage, text, "add --demo, or leave them out"));
            }
            let settings = config::load(&flags, environment, account, None)?;
            return Ok(Self { settings, tenant: None, _folder: None });
        }
        let folder = DemoFolder::make().map_err(|error| {
            let text = format!("a folder for the demonstration cannot be made: {error}");
            Trouble::new(Kind::Config, text, "name one with --data-dir")
        })?;
        let own_data = flags.data_dir.is_none() && environment.get("LANYARD_DATA_DIR").is_none();
        if own_data {
            flags.data_dir = Some(folder.path().join("data"));
        }
        let own_config = flags.config_dir.is_none() && environment.get("LANYARD_CONFIG_DIR").is_none();
        if own_config {
            flags.config_dir = Some(folder.path().join("config"));
        }
        let tenant = PracticeTenant::start(&cli.global.practice, None).await?;
        let mut settings = config::load(&flags, environment, account, Some(&tenant.settings()?))?;
        let folders = &mut settings.folders;
        for (own, place) in [(own_data, &mut folders.data), (own_config, &mut folders.config)] {
            if own {
                place.origin = Origin::Practice;
            }
        }
        Ok(Self { settings, tenant: Some(tenant), _folder: Some(folder) })
    }

    /// Whom a newcomer offboards and gives back to learn how, on a practice tenant of this process: name and address.
    pub fn learns_on(&self) -> Option<(&'static str, &'static str)> {
        self.tenant.as_ref()?.learns_on()
    }

    /// Lets the practice tenant finish its answers.
    pub async fn leave(self) {
        if let Some(tenant) = self.tenant {
            tenant.shut_down().await;
        }
    }
}
