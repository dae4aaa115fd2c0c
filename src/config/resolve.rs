//! Brings flags, environment, profile and the top of the file together.

use super::console;
use super::file::{self, File};
use super::intake;
use super::layer::{DatabasePlace, JOBS, Layer};
use super::notices;
use super::reader::At;
use super::{
    Account, ConfigError, Database, Environment, Flags, Folders, Interface, Origin, Practice, SecretSource, Setting,
    Settings, address, nearest,
};
use crate::genesys::Hosts;

/// The recipe that is used when nobody names one.
const DEFAULT_RECIPE: &str = "standard-leaver";
/// As many as keep one person's waiting (propagation, read-back) filled with another's calls.
/// Most of a run is waiting for the platform; so many at once use the budget up, and it keeps them in order.
const DEFAULT_JOBS: u32 = 32;
/// More people than this, or a larger share of all, are more often a wrong list than a wish.
const DEFAULT_BATCH_LIMIT: u32 = 50;
const DEFAULT_BATCH_PERCENT: u32 = 5;
/// As many members as the tool that this one grew from took.
const DEFAULT_MEMBER_LIMIT: u32 = 500;
const DEFAULT_PORT: u16 = 8080;
const DATABASE_FILE: &str = "lanyard.db";

/// The profile in use and the top of the file.
pub(super) struct Layers<'a> {
    profile: Option<(&'a str, &'a Layer)>,
    top: &'a Layer,
}

impl Layers<'_> {
    pub(super) fn pick<T: Clone>(&self, field: impl Fn(&Layer) -> &Option<At<T>>) -> Option<Setting<T>> {
        if let Some((name, layer)) = self.profile
            && let Some(At { value, line }) = field(layer)
        {
            return Some(Setting::new(value.clone(), Origin::File { line: *line, profile: Some(name.to_owned()) }));
        }
        let At { value, line } = field(self.top).as_ref()?;
        Some(Setting::new(value.clone(), Origin::File { line: *line, profile: None }))
    }
}

/// Reads the file and brings everything together. Nothing is written and no secret file is opened.
///
/// # Errors
/// The file cannot be used, the profile is not in it, or a variable holds something that cannot be used.
pub fn load(
    flags: &Flags,
    environment: &Environment,
    account: &Account,
    practice: Option<&Practice>,
) -> Result<Settings, ConfigError> {
    let environment = if practice.is_some() { environment.clone().for_practice() } else { environment.clone() };
    let folders = Folders::find(flags.config_dir.clone(), flags.data_dir.clone(), &environment)?;
    let file = file::read(&folders.config.value)?;
    let profile = profile(flags, &environment, &file)?;
    let layers = Layers {
        profile: profile.as_ref().and_then(|p| file.profiles.get_key_value(&p.value)).map(|(n, l)| (n.as_str(), l)),
        top: &file.top,
    };
    let variable = |name: &str| environment.get(name).map(|value| Setting::new(value, Origin::Env(name.to_owned())));

    let mut hosts = hosts_of(&environment)?.or_else(|| layers.pick(|l| &l.hosts));
    let mut client_id = variable("GENESYS_CLIENT_ID").or_else(|| layers.pick(|l| &l.client_id));
    let mut client_secret = variable("GENESYS_CLIENT_SECRET")
        .map(|s| s.map(|value| SecretSource::Given(value.into())))
        .or_else(|| layers.pick(|l| &l.client_secret));
    let mut warnings = warnings(&layers, &hosts, &client_id, &client_secret);
    if let Some(own) = practice {
        let address = address::tenant(own.address.as_str()).map_err(|why| ConfigError::BadValue {
            what: "the practice tenant's address",
            origin: Origin::Practice.to_string(),
            why,
        })?;
        hosts = Some(Setting::new(address, Origin::Practice));
        client_id = Some(Setting::new(own.client_id.clone(), Origin::Practice));
        client_secret = Some(Setting::new(SecretSource::Given(own.client_secret.clone()), Origin::Practice));
    }

    let webhook_secret = variable("WEBHOOK_SECRET")
        .map(|s| s.map(|value| SecretSource::Given(value.into())))
        .or_else(|| layers.pick(|l| &l.webhook_secret));
    let mut notices = layers.pick(|l| &l.notices).map(|at| notices::of_file(&at)).unwrap_or_default();
    notices.extend(notices::of_environment(&environment, webhook_secret.as_ref())?);

    let intake = intake::together(&layers, &environment, webhook_secret.as_ref(), practice.is_some(), &mut warnings);

    let console = console::together(&layers, flags, &environment, practice.is_some())?;
    let operator = match layers.pick(|l| &l.operator) {
        Some(name) => name.map(|name| account.operator(Some(&name))),
        None => Setting::new(account.operator(None), Origin::Account),
    };
    Ok(Settings {
        operator,
        recipe: flags
            .recipe
            .clone()
            .map(|r| Setting::new(r, Origin::Flag("--recipe")))
            .or_else(|| layers.pick(|l| &l.recipe))
            .unwrap_or_else(|| Setting::by_default(DEFAULT_RECIPE.to_owned())),
        jobs: flags
            .jobs
            .map(|n| Setting::new(n.clamp(JOBS.0, JOBS.1), Origin::Flag("--jobs")))
            .or_else(|| layers.pick(|l| &l.jobs))
            .unwrap_or_else(|| Setting::by_default(DEFAULT_JOBS)),
        protected_people: list(&layers, |l| &l.protected_people),
        protected_groups: list(&layers, |l| &l.protected_groups),
        legal_hold: list(&layers, |l| &l.legal_hold),
        admin_roles: list(&layers, |l| &l.admin_roles),
        batch_limit: layers.pick(|l| &l.batch_limit).unwrap_or_else(|| Setting::by_default(DEFAULT_BATCH_LIMIT)),
        batch_percent: layers.pick(|l| &l.batch_percent).unwrap_or_else(|| Setting::by_default(DEFAULT_BATCH_PERCENT)),
        group_member_limit: layers
            .pick(|l| &l.group_member_limit)
            .unwrap_or_else(|| Setting::by_default(DEFAULT_MEMBER_LIMIT)),
        group_members_by: layers
            .pick(|l| &l.group_members_by)
            .unwrap_or_else(|| Setting::by_default(Interface::Platform)),
        create_people_by: layers
            .pick(|l| &l.create_people_by)
            .unwrap_or_else(|| Setting::by_default(Interface::Platform)),
        people_limit: layers.pick(|l| &l.people_limit),
        external_id_authority: layers.pick(|l| &l.external_id_authority),
        database: database(&layers, &folders, variable("LANYARD_DATABASE_URL")),
        notices,
        intake_port: port(variable("PORT"), &layers)?,
        webhook_secret,
        intake,
        console,
        practice: practice.is_some(),
        file_found: file.found,
        any_profile: !file.profiles.is_empty(),
        profile,
        hosts,
        client_id,
        client_secret,
        warnings,
        folders,
        environment,
    })
}

fn profile(flags: &Flags, environment: &Environment, file: &File) -> Result<Option<Setting<String>>, ConfigError> {
    let asked = flags
        .profile
        .clone()
        .map(|name| Setting::new(name, Origin::Flag("--profile")))
        .or_else(|| {
            environment.get("LANYARD_PROFILE").map(|n| Setting::new(n, Origin::Env("LANYARD_PROFILE".to_owned())))
        })
        .or_else(|| {
            file.profile
                .as_ref()
                .map(|at| Setting::new(at.value.clone(), Origin::File { line: at.line, profile: None }))
        });
    let Some(asked) = asked else { return Ok(None) };
    if file.profiles.contains_key(&asked.value) {
        return Ok(Some(asked));
    }
    Err(ConfigError::UnknownProfile {
        nearest: nearest(&asked.value, file.profiles.keys().map(String::as_str)).map(str::to_owned),
        known: file.profiles.keys().cloned().collect(),
        asked: asked.origin.to_string(),
        name: asked.value,
    })
}

fn hosts_of(environment: &Environment) -> Result<Option<Setting<Hosts>>, ConfigError> {
    for name in ["GENESYS_ENV_URL", "GENESYS_ENV_HOST", "GENESYS_DOMAIN"] {
        if let Some(text) = environment.get(name) {
            let origin = Origin::Env(name.to_owned());
            let hosts = address::tenant(&text).map_err(|why| ConfigError::BadValue {
                what: "the tenant's address",
                origin: origin.to_string(),
                why,
            })?;
            return Ok(Some(Setting::new(hosts, origin)));
        }
    }
    Ok(None)
}

fn list(layers: &Layers<'_>, field: impl Fn(&Layer) -> &Option<At<Vec<String>>>) -> Setting<Vec<String>> {
    layers.pick(field).unwrap_or_else(|| Setting::by_default(Vec::new()))
}

fn port(variable: Option<Setting<String>>, layers: &Layers<'_>) -> Result<Setting<u16>, ConfigError> {
    if let Some(Setting { value, origin }) = variable {
        return match value.trim().parse::<u16>() {
            Ok(port) if port > 0 => Ok(Setting::new(port, origin)),
            _ => Err(ConfigError::BadValue {
                what: "the port for termination events",
                origin: origin.to_string(),
                why: "it is not a number from 1 to 65535".to_owned(),
            }),
        };
    }
    let from_file = layers.pick(|l| &l.intake_port).map(|s| s.map(|port| u16::try_from(port).unwrap_or(DEFAULT_PORT)));
    Ok(from_file.unwrap_or_else(|| Setting::by_default(DEFAULT_PORT)))
}

fn database(layers: &Layers<'_>, folders: &Folders, variable: Option<Setting<String>>) -> Setting<Database> {
    if let Some(url) = variable {
        return url.map(|url| Database::Postgres(SecretSource::Given(url.into())));
    }
    match layers.pick(|l| &l.database) {
        Some(place) => place.map(|place| match place {
            DatabasePlace::File(path) => Database::File(folders.data.value.join(path)),
            DatabasePlace::Url(source) => Database::Postgres(source),
        }),
        None => Setting::by_default(Database::File(folders.data.value.join(DATABASE_FILE))),
    }
}

/// A tenant put together from two places is more often a left-over variable than a wish.
fn warnings(
    layers: &Layers<'_>,
    hosts: &Option<Setting<Hosts>>,
    client_id: &Option<Setting<String>>,
    client_secret: &Option<Setting<SecretSource>>,
) -> Vec<String> {
    let mut warnings = Vec::new();
    let origins = [
        hosts.as_ref().map(|s| ("address", &s.origin)),
        client_id.as_ref().map(|s| ("client id", &s.origin)),
        client_secret.as_ref().map(|s| ("client secret", &s.origin)),
    ];
    let known: Vec<_> = origins.into_iter().flatten().collect();
    let from_env = known.iter().filter(|(_, origin)| matches!(origin, Origin::Env(_))).count();
    if from_env > 0 && from_env < known.len() {
        let words: Vec<_> = known.iter().map(|(what, origin)| format!("{what} from {origin}")).collect();
        warnings.push(format!("the tenant is put together from two places: {}", words.join(", ")));
    } else if from_env > 0
        && let Some((name, layer)) = layers.profile
        && layer.hosts.is_some()
    {
        warnings.push(format!("the environment overrules the tenant of profile {name}"));
    }
    warnings
}
