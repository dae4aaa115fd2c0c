//! The real evaluator and the naive one agree on random tenants.

use super::naive::{Naive, Tenant};
use super::tenants::a_tenant;
use crate::access::{Access, AccessIndex};
use crate::model::SubjectRef;
use proptest::prelude::*;

/// How many random tenants: so many of twenty thousand as usual, or of what `LANYARD_TEST_TENANTS` says.
pub(super) fn tenants(of_twenty_thousand: u32) -> ProptestConfig {
    let asked = std::env::var("LANYARD_TEST_TENANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000u32);
    let cases = (u64::from(of_twenty_thousand) * u64::from(asked)).div_ceil(20_000) as u32;
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// As the naive evaluator tells it.
fn flat(access: &Access) -> Naive {
    let mut found = Naive::new();
    for whole in &access.permissions {
        for path in &whole.paths {
            let division = if whole.division_aware { path.division.id.as_str() } else { "*" };
            let only = found.entry((whole.permission.to_string(), division.to_owned())).or_insert(true);
            *only &= path.condition.is_some();
        }
    }
    found
}

/// The sets in bits, as the naive evaluator tells them.
fn flat_sets(index: &AccessIndex) -> Vec<(SubjectRef, Naive)> {
    let mut all = Vec::new();
    index.visit_sets(0..index.subjects(), |set| {
        let mut found = Naive::new();
        for division in set.divisions() {
            let key = |p: &crate::model::Permission| (p.to_string(), division.division.id.as_str().to_owned());
            found.extend(division.conditional().map(|p| (key(p), true)));
            found.extend(division.free().map(|p| (key(p), false)));
        }
        all.push((set.subject().subject, found));
    });
    all
}

pub(super) fn agree(tenant: &Tenant) -> Result<(), TestCaseError> {
    let index = tenant.index();
    for (subject, sets) in flat_sets(&index) {
        let naive = tenant.naive(subject.kind, &subject.id);
        prop_assert_eq!(&sets, &naive, "the sets of {}", subject);
        let access = index.access_of(&subject).unwrap();
        prop_assert_eq!(&flat(&access), &naive, "the paths of {}", subject);
    }
    Ok(())
}

proptest! {
    #![proptest_config(tenants(20_000))]

    #[test]
    fn the_index_agrees_with_nested_loops(tenant in a_tenant()) {
        agree(&tenant)?;
    }
}
