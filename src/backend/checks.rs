//! What only the backend can check: the journal, the tenant, the clock, permissions, the budget.

use super::desk::Desk;
use super::event::ChainState;
use crate::model::{DisplayText, Fault, Permission};
use crate::pipelines::offboard::Recipe;
use std::collections::BTreeSet;
use std::time::Duration;

/// One check of `lanyard doctor`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// What was checked, such as `credentials`.
    pub name: &'static str,
    /// What came of it.
    pub result: CheckResult,
    /// What was found, in words.
    pub text: DisplayText,
    /// What to do, empty if nothing.
    pub remedy: DisplayText,
}

/// What came of a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CheckResult {
    /// As it should be.
    Good,
    /// It will do, and should be looked at.
    Warning,
    /// It will not do.
    Failed,
    /// It could not be checked because of another one.
    Skipped,
}

impl CheckResult {
    /// The word that is shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// A machine's clock may be so far from the tenant's before windows and tokens go wrong.
pub(super) const CLOCK: Duration = Duration::from_secs(60);

impl Desk {
    /// Checks what a run with this recipe needs, and goes on after what fails.
    pub async fn checks(&self, recipe: &str) -> Vec<Check> {
        let mut checks = vec![self.check_journal().await];
        let recipe = match self.recipe(Some(recipe)) {
            Ok(recipe) => {
                checks.push(check("recipe", CheckResult::Good, format!("{}: {}", recipe.name, recipe.title)));
                Some(recipe)
            }
            Err(fault) => {
                checks.push(failed("recipe", &fault));
                None
            }
        };
        match self.tenant() {
            Ok(_) => checks.extend(self.check_tenant(recipe).await),
            Err(fault) => checks.push(skipped("tenant", &fault)),
        }
        checks
    }

    async fn check_journal(&self) -> Check {
        match self.verify_audit().await {
            ChainState::Whole { to, .. } => {
                check("journal", CheckResult::Good, format!("{}, audit chain whole to {to}", self.store.place()))
            }
            ChainState::Broken { at_seq, text } => Check {
                remedy: "keep a copy of the store and find out who changed it".into(),
                ..check("journal", CheckResult::Failed, format!("the audit chain is broken at {at_seq}: {text}"))
            },
            ChainState::Unreadable(fault) => failed("journal", &fault),
        }
    }

    async fn check_tenant(&self, recipe: Option<&Recipe>) -> Vec<Check> {
        let Ok(tenant) = self.tenant() else { return Vec::new() };
        let client = &tenant.client;
        let info = match client.token_info().await {
            Ok(answer) => answer.value,
            Err(error) => return vec![failed("tenant", &error.into())],
        };
        let words = format!("{} answers as {}", info.organization, info.client_name);
        let mut checks = vec![check("tenant", CheckResult::Good, words), self.check_clock()];
        let mut held = BTreeSet::new();
        let roles = match self.image_for_access().await {
            Ok(image) => image,
            Err(fault) => {
                checks.push(skipped("permissions", &fault));
                return checks;
            }
        };
        for pair in &info.roles {
            if let Some(access) = crate::access::role_access(&pair.role, roles.book()) {
                held.extend(access.permissions.into_iter().map(|p| p.permission));
            }
        }
        if let Some(recipe) = recipe {
            checks.push(check_permissions(recipe, &held, info.roles.is_empty()));
        }
        let meter = self.meter();
        checks.push(match meter.allowed {
            Some(allowed) => {
                check("budget", CheckResult::Good, format!("{allowed} calls a minute, {} used", meter.used))
            }
            None => {
                check("budget", CheckResult::Warning, "the tenant has not said how many calls it allows".to_owned())
            }
        });
        checks
    }

    fn check_clock(&self) -> Check {
        let Some(theirs) = self.tenant().ok().and_then(|t| t.client.tenant_time()) else {
            return check("clock", CheckResult::Skipped, "the tenant does not tell the time".to_owned());
        };
        let away = self.now().duration_since(theirs).unsigned_abs();
        match away > CLOCK {
            false => check("clock", CheckResult::Good, format!("within {} s of the tenant's", CLOCK.as_secs())),
            true => Check {
                remedy: "set this machine's clock (time synchronisation)".into(),
                ..check("clock", CheckResult::Warning, format!("{} s away from the tenant's", away.as_secs()))
            },
        }
    }
}

fn check_permissions(recipe: &Recipe, held: &BTreeSet<Permission>, unknown: bool) -> Check {
    if unknown {
        let words = "the tenant does not tell the client's roles".to_owned();
        return check("permissions", CheckResult::Skipped, words);
    }
    let has = |name: &str| held.iter().any(|p| p.to_string() == name);
    let missing: Vec<_> = super::setup::of_recipe(recipe)
        .filter(|need| !need.any.iter().any(|p| has(p)))
        .map(|need| need.any.join(" or "))
        .collect();
    if missing.is_empty() {
        let words = format!("the client's roles have all that {} needs", recipe.name);
        return check("permissions", CheckResult::Good, words);
    }
    Check {
        remedy: "add them to a role of the OAuth client (Admin > OAuth > the client > Roles)".into(),
        ..check("permissions", CheckResult::Failed, format!("missing for {}: {}", recipe.name, missing.join(", ")))
    }
}

fn check(name: &'static str, result: CheckResult, text: String) -> Check {
    Check { name, result, text: DisplayText::new(text), remedy: DisplayText::default() }
}

fn failed(name: &'static str, fault: &Fault) -> Check {
    Check { name, result: CheckResult::Failed, text: fault.text.clone(), remedy: fault.remedy.clone() }
}

fn skipped(name: &'static str, fault: &Fault) -> Check {
    Check { name, result: CheckResult::Skipped, text: fault.text.clone(), remedy: fault.remedy.clone() }
}
