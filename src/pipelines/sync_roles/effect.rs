//! What a person's grants come to, as proofs, notices and the audit trail tell it: numbers whole, names as far as they
//! go into a record that somebody reads.

use crate::access::{Access, Shift};
use crate::model::{DisplayText, Grant, GrantSource, GrantsOf};
use serde_json::{Value, json};
use std::sync::Arc;

/// Tells what these grants give; none where the roles have not been read.
pub type Weigh = Arc<dyn Fn(&[Grant]) -> Option<Access> + Send + Sync>;

/// How many roles, or permissions, of one person are told by name.
const NAMED: usize = 100;

/// What a person had before.
pub(super) fn had(person: &GrantsOf) -> Value {
    let roles = roles(&person.grants);
    json!({
        "id": person.id,
        "roles_in_all": roles.len(),
        "roles": first(roles),
        "permissions": person.permissions,
    })
}

/// What a person has now, and in what that differs from what they had. What comes through groups is taken as it is now
/// for both: only what grants of their own do is told.
pub(super) fn has(now: &[Grant], then: Option<&GrantsOf>, weigh: &Weigh) -> Value {
    let roles = roles(now);
    let after = weigh(now);
    let before = then.and_then(|then| {
        let inherited = now.iter().filter(|grant| grant.source != GrantSource::Direct);
        weigh(&then.grants.iter().chain(inherited).cloned().collect::<Vec<_>>())
    });
    let shift = after.as_ref().zip(before).map(|(after, before)| after.since(&before));
    let counts = shift.as_ref().map(|Shift { gained, lost }| (gained.len(), lost.len()));
    let (gained, lost) = shift.map(|Shift { gained, lost }| (first(gained), first(lost))).unzip();
    json!({
        "roles_in_all": roles.len(),
        "roles": first(roles),
        "permissions": after.map(|access| access.permissions.len()),
        "gained_in_all": counts.map(|(gained, _)| gained),
        "gained": gained,
        "lost_in_all": counts.map(|(_, lost)| lost),
        "lost": lost,
    })
}

/// A person's own grants as `role (division)`, sorted.
fn roles(grants: &[Grant]) -> Vec<DisplayText> {
    let own = grants.iter().filter(|grant| grant.source == GrantSource::Direct);
    let word = |grant: &Grant| DisplayText::new(format!("{} ({})", grant.role_name, grant.division_name));
    let mut words: Vec<_> = own.map(word).collect();
    words.sort_unstable();
    words
}

fn first(mut names: Vec<DisplayText>) -> Vec<DisplayText> {
    names.truncate(NAMED);
    names
}
