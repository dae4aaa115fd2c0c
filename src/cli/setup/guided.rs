//! The task behind the guided screen: what it asks is done here, where there are a client and a configuration.

use super::keep::{Wish, keep};
use crate::backend::setup::{Ask, Done, Draft, Known, Told, probe};
use crate::cli::{Cli, Trouble};
use crate::config::{CONFIG_FILE, Environment, Folders, Tenant, known_profiles};
use crate::model::{Changed, DisplayText, Fault, SecretPlace, Timestamp};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Where a profile would be written, and what is there already.
#[derive(Clone, Debug)]
pub struct Place {
    folders: Folders,
    environment: Environment,
    profiles: Vec<String>,
}

impl Place {
    /// Looks where it is; nothing is made.
    ///
    /// # Errors
    /// The folder is not known, or the file in it cannot be used.
    pub fn find(cli: &Cli, environment: &Environment) -> Result<Self, Trouble> {
        let flags = cli.flags();
        let folders = Folders::find(flags.config_dir, flags.data_dir, environment)?;
        let profiles = known_profiles(&folders.config.value)?;
        Ok(Self { folders, environment: environment.clone(), profiles })
    }

    fn known(&self) -> Known {
        Known {
            profiles: self.profiles.clone(),
            config_file: DisplayText::new(self.folders.config.value.join(CONFIG_FILE).display().to_string()),
            no_keyring: self.environment.keyring().look().err().map(|error| DisplayText::new(error.to_string())),
        }
    }
}

/// Answers the screen until it is gone. Nothing is sent to any tenant before it asks.
pub async fn serve(place: Place, mut asks: mpsc::Receiver<Ask>, tell: mpsc::Sender<Told>) {
    let mut looking: Option<JoinHandle<()>> = None;
    if tell.send(Told::Known(place.known())).await.is_err() {
        return;
    }
    while let Some(ask) = asks.recv().await {
        match ask {
            Ask::Check { number, draft } => {
                // Only the newest look is of use.
                if let Some(older) = looking.take() {
                    older.abort();
                }
                looking = Some(tokio::spawn(look(number, draft, tell.clone())));
            }
            Ask::Keep { draft, place: where_to, replace } => {
                let told = match write(&place, &draft, &where_to, replace) {
                    Ok(done) => Told::Kept(done),
                    Err(trouble) => Told::NotKept(trouble.fault),
                };
                if tell.send(told).await.is_err() {
                    break;
                }
            }
        }
    }
    if let Some(looking) = looking {
        looking.abort();
    }
}

fn tenant(draft: &Draft) -> Result<Tenant, Fault> {
    Tenant::read(&draft.address, &draft.client_id, draft.secret.clone()).map_err(|why| Fault {
        text: DisplayText::new(format!("the address cannot be used: {why}")),
        remedy: "go back and choose a region".into(),
        changed: Changed::No,
        status: None,
        code: None,
        correlation: None,
    })
}

async fn look(number: u64, draft: Draft, tell: mpsc::Sender<Told>) {
    use crate::backend::{Check, CheckResult};
    let probed = match tenant(&draft) {
        Ok(tenant) => {
            // A line more or less in passing: the whole is told at the end.
            let mut soon = |check: &Check| drop(tell.try_send(Told::Line { number, check: check.clone() }));
            probe(&tenant, &draft.jobs, Timestamp::now(), &mut soon).await
        }
        Err(fault) => {
            let check = Check { name: "address", result: CheckResult::Failed, text: fault.text, remedy: fault.remedy };
            let _ = tell.send(Told::Line { number, check }).await;
            let _ = tell.send(Told::Checked { number, signs_in: false, missing: 0 }).await;
            return;
        }
    };
    let missing = probed.permissions.iter().filter(|found| found.held == Some(false)).count();
    for check in probed.lines().into_iter().skip(probed.steps.len()) {
        if tell.send(Told::Line { number, check }).await.is_err() {
            return;
        }
    }
    let _ = tell.send(Told::Checked { number, signs_in: probed.signs_in(), missing }).await;
}

fn write(place: &Place, draft: &Draft, where_to: &SecretPlace, replace: bool) -> Result<Done, Trouble> {
    let tenant = tenant(draft).map_err(|fault| Trouble::of(crate::cli::Kind::Usage, fault))?;
    let wish = Wish {
        profile: &draft.profile,
        environment: Some(&draft.environment),
        tenant: &tenant,
        place: where_to,
        replace,
    };
    let done = keep(&wish, &place.folders.config.value, &place.environment)?;
    let shown = |lines: Vec<String>| lines.into_iter().map(DisplayText::new).collect();
    Ok(Done {
        written: shown(done.written(&draft.profile)),
        to_do: shown(done.to_do(&draft.profile, &place.environment)),
        opens: done.opens(&place.environment),
    })
}
