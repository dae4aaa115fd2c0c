//! Signs in as a client that is being set up, and looks which of the needed permissions its roles give.

use super::Need;
use super::needs::needs_of;
use crate::access::{CatalogueIndex, RoleBook, role_access};
use crate::backend::checks::{CLOCK, Check, CheckResult};
use crate::config::Tenant;
use crate::genesys::{Client, Error, Http, Kind, ReqwestHttp, Settings};
use crate::model::{DisplayText, Fault, Role, RoleId, SetupJob, Timestamp};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

/// Somebody waits in front of it: a tenant that is there answers within this time.
const TIMEOUT: Duration = Duration::from_secs(15);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Whether a client has what some jobs need.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Permissions of which any one will do.
    pub any: &'static [&'static str],
    /// Whether it has one of them; none where that could not be found out.
    pub held: Option<bool>,
    /// Those of the wanted jobs that cannot do without.
    pub jobs: Vec<SetupJob>,
}

impl Found {
    /// The line that is shown.
    pub fn check(&self) -> Check {
        let any = self.any.join(" or ");
        let (result, text) = match self.held {
            Some(true) => (CheckResult::Good, any),
            Some(false) => (CheckResult::Failed, format!("{any} is missing: {}", needing(&self.jobs))),
            None => (CheckResult::Skipped, format!("{any}: not known")),
        };
        check(result, "permission", text, "")
    }
}

/// `offboard needs it`, `offboard and restore need it`.
fn needing(jobs: &[SetupJob]) -> String {
    let names: Vec<_> = jobs.iter().map(|job| job.as_str()).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!("{one} needs it"),
        [first @ .., last] => format!("{} and {last} need it", first.join(", ")),
    }
}

/// What came of looking.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Probed {
    /// The organisation's name; none when the sign-in failed.
    pub organization: Option<DisplayText>,
    /// Every line that is about no permission.
    pub steps: Vec<Check>,
    /// Each permission.
    pub permissions: Vec<Found>,
}

impl Probed {
    /// Whether the client can sign in.
    pub fn signs_in(&self) -> bool {
        self.organization.is_some()
    }

    /// Whether it can sign in and lacks nothing that is known.
    pub fn is_complete(&self) -> bool {
        self.signs_in() && self.permissions.iter().all(|found| found.held != Some(false))
    }

    /// Every line, the missing permissions before the others.
    pub fn lines(&self) -> Vec<Check> {
        let missing = |found: &&Found| found.held == Some(false);
        let (first, then): (Vec<_>, Vec<_>) = self.permissions.iter().partition(missing);
        self.steps.iter().cloned().chain(first.into_iter().chain(then).map(Found::check)).collect()
    }
}

/// Signs in and looks. Each step is told as soon as it is known; the permissions are in what is returned.
pub async fn probe(
    tenant: &Tenant,
    jobs: &[SetupJob],
    now: Timestamp,
    tell: &mut (dyn FnMut(&Check) + Send),
) -> Probed {
    match ReqwestHttp::new(&tenant.hosts) {
        Ok(http) => probe_by(tenant, Arc::new(http), jobs, now, tell).await,
        Err(error) => failed(check(CheckResult::Failed, "sign-in", error.to_string(), ""), tell),
    }
}

/// The same by this way out.
pub(super) async fn probe_by(
    tenant: &Tenant,
    http: Arc<dyn Http>,
    jobs: &[SetupJob],
    now: Timestamp,
    tell: &mut (dyn FnMut(&Check) + Send),
) -> Probed {
    let mut own = Settings::new(tenant.hosts.clone(), &tenant.client_id, tenant.client_secret.clone(), rand::random());
    own.timeout = TIMEOUT;
    own.retries = 1;
    own.throttle_retries = 2;
    own.longest_wait = LONGEST_WAIT;
    let client = match Client::new(own, http) {
        Ok(client) => client,
        Err(error) => return failed(check(CheckResult::Failed, "sign-in", error.to_string(), ""), tell),
    };
    let info = match client.token_info().await {
        Ok(answer) => answer.value,
        Err(error) => return failed(not_signed_in(&error, tenant, now), tell),
    };
    let mut probed = Probed { organization: Some(info.organization.clone()), ..Probed::default() };
    let mut step = |probed: &mut Probed, line: Check| {
        tell(&line);
        probed.steps.push(line);
    };
    let words = format!("signed in to {} as {}", info.organization, info.client_name);
    step(&mut probed, check(CheckResult::Good, "sign-in", words, ""));
    if let Some(clock) = client.tenant_time().and_then(|theirs| clock(theirs, now)) {
        step(&mut probed, clock);
    }
    let held = if info.roles.is_empty() {
        let words = "the organisation does not tell this client's roles";
        step(&mut probed, check(CheckResult::Warning, "roles", words, "see that the client has roles"));
        None
    } else {
        match permissions(&client, info.roles.iter().map(|pair| &pair.role)).await {
            Ok(held) => Some(held),
            Err(error) => {
                let fault = Fault::from(error);
                step(&mut probed, check(CheckResult::Warning, "roles", fault.text.as_str(), fault.remedy.as_str()));
                None
            }
        }
    };
    probed.permissions = needs_of(jobs).map(|need| found(need, jobs, held.as_ref())).collect();
    probed
}

fn found(need: &Need, jobs: &[SetupJob], held: Option<&BTreeSet<String>>) -> Found {
    let jobs = jobs.iter().copied().filter(|job| need.jobs.contains(job)).collect();
    Found { any: need.any, held: held.map(|held| need.any.iter().any(|name| held.contains(*name))), jobs }
}

/// What these roles give, in whatever division.
async fn permissions(client: &Client, roles: impl Iterator<Item = &RoleId>) -> Result<BTreeSet<String>, Error> {
    let catalogue = client.catalogue().await?.value;
    let ids: HashSet<_> = roles.collect();
    let mut read: Vec<Role> = Vec::new();
    for id in ids {
        read.push(client.role(id).await?.value);
    }
    let book = RoleBook::new(&read, &CatalogueIndex::new(&catalogue));
    let access = read.iter().filter_map(|role| role_access(&role.id, &book));
    Ok(access.flat_map(|access| access.permissions).map(|held| held.permission.to_string()).collect())
}

fn failed(line: Check, tell: &mut (dyn FnMut(&Check) + Send)) -> Probed {
    tell(&line);
    Probed { steps: vec![line], ..Probed::default() }
}

/// A clock that is wrong lets tokens and windows go wrong, and in the end the connection.
fn clock(theirs: Timestamp, now: Timestamp) -> Option<Check> {
    let away = now.duration_since(theirs).unsigned_abs();
    (away > CLOCK).then(|| {
        let words = format!("this machine's clock is {} s away from the organisation's", away.as_secs());
        check(CheckResult::Warning, "clock", words, "set the clock (time synchronisation)")
    })
}

/// Why nobody was signed in, in the words of somebody who has just typed what is to be tried.
fn not_signed_in(error: &Error, tenant: &Tenant, now: Timestamp) -> Check {
    let login = tenant.hosts.login();
    let host = login.host_str().unwrap_or_default();
    let code = error.code.as_ref().map(DisplayText::as_str);
    let message = error.message.as_str();
    let message = message.strip_prefix("not sent: ").unwrap_or(message);
    let (text, remedy) = match &error.kind {
        Kind::Credentials if matches!(code, Some("unauthorized_client" | "unsupported_grant_type")) => (
            "this client does not sign in by client credentials".to_owned(),
            "make an OAuth client with the grant type Client Credentials (Admin > Integrations > OAuth)".to_owned(),
        ),
        Kind::Credentials => (
            format!("{host} does not take this client id with this secret"),
            "paste the secret again, whole; see that the client is active, and that the region is the organisation's own: \
             a client of another region is not known here"
                .to_owned(),
        ),
        Kind::Transport if message.to_lowercase().contains("certificate") => (
            format!("no secure connection to {host}: {message}"),
            format!(
                "see that this machine's clock is right (it says {}), and that no proxy answers in the platform's place",
                now.strftime("%F %H:%M UTC")
            ),
        ),
        Kind::Transport => (
            format!("{host} cannot be reached: {message}"),
            "see that this machine has a network, that the proxy it needs is set (HTTPS_PROXY), and that the region or \
             address is right"
                .to_owned(),
        ),
        Kind::Timeout => (
            format!("{host} did not answer within {} s", TIMEOUT.as_secs()),
            "see that this machine has a network and that the proxy it needs is set (HTTPS_PROXY)".to_owned(),
        ),
        Kind::Undecodable | Kind::NotFound => (
            format!("something other than the platform answers at {host}"),
            "see that the region or address is right, and that no proxy answers in the platform's place".to_owned(),
        ),
        _ => {
            let fault = error.fault();
            (fault.text.to_string(), fault.remedy.to_string())
        }
    };
    check(CheckResult::Failed, "sign-in", text, &remedy)
}

fn check(result: CheckResult, name: &'static str, text: impl AsRef<str>, remedy: &str) -> Check {
    Check { name, result, text: DisplayText::new(text), remedy: remedy.into() }
}
