//! What stands in the `data` of each kind of notice. Templates are checked against this.

use super::NoticeKind;

/// A field of a notice's `data`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoticeField {
    /// Its name.
    pub name: &'static str,
    /// The names within it, where it is an object with names of its own.
    pub parts: &'static [&'static str],
}

const fn plain(name: &'static str) -> NoticeField {
    NoticeField { name, parts: &[] }
}

/// What every notice has.
const ALL: &[NoticeField] = &[plain("event"), plain("source"), plain("timestamp")];

/// What every notice of a run has.
const OF_RUN: &[NoticeField] = &[
    plain("run_id"),
    plain("batch_id"),
    plain("state"),
    plain("why"),
    plain("operator"),
    plain("reason"),
    plain("ticket"),
    plain("confirmed_at"),
    plain("steps"),
];

const PERSON: &[NoticeField] =
    &[plain("user_id"), plain("email"), plain("name"), NoticeField { name: "division", parts: &["id", "name"] }];

const OFFBOARD: &[NoticeField] = &[
    plain("external_ids"),
    plain("recipe"),
    plain("follows_run"),
    plain("access_cut_at"),
    NoticeField {
        name: "compliance",
        parts: &["access_removed", "sessions_revoked", "history_archived", "soft_deleted", "dependencies_resolved"],
    },
];

const RESTORE: &[NoticeField] = &[plain("external_ids"), plain("restored_from_run"), plain("cannot_come_back")];

const PROVISION: &[NoticeField] = &[plain("recipe")];

const GROUP: &[NoticeField] = &[
    plain("group_id"),
    plain("name"),
    plain("members"),
    plain("roles"),
    plain("queues"),
    plain("gone"),
    plain("read_back"),
];

const SYNC: &[NoticeField] = &[
    plain("file"),
    plain("file_sha256"),
    NoticeField { name: "rows", parts: &["rows", "same", "add", "remove", "bad", "left_out"] },
    plain("people"),
];

const ELSEWHERE: &[NoticeField] = &[
    plain("entry_id"),
    plain("service"),
    plain("action"),
    plain("entity_type"),
    NoticeField { name: "by", parts: &["kind", "id", "name"] },
    plain("changes"),
];

impl NoticeKind {
    /// The fields of its `data`.
    pub fn fields(self) -> impl Iterator<Item = &'static NoticeField> {
        let parts: [&[NoticeField]; 3] = match self {
            Self::UserAccessCut | Self::UserDeprovisioned | Self::UserDeprovisionFailed => [OF_RUN, PERSON, OFFBOARD],
            Self::UserRestored | Self::UserRestoreFailed => [OF_RUN, PERSON, RESTORE],
            Self::UserProvisioned | Self::UserProvisionFailed => [OF_RUN, PERSON, PROVISION],
            Self::GroupDeprovisioned | Self::GroupDeprovisionFailed => [OF_RUN, GROUP, &[]],
            Self::RoleSyncCompleted | Self::RoleSyncFailed => [OF_RUN, SYNC, &[]],
            Self::UserChangedElsewhere => [PERSON, ELSEWHERE, &[]],
        };
        ALL.iter().chain(parts.into_iter().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The words in backticks.
    fn quoted(text: &str) -> BTreeSet<&str> {
        text.split('`').skip(1).step_by(2).collect()
    }

    fn names(fields: &[NoticeField]) -> BTreeSet<&'static str> {
        fields.iter().map(|field| field.name).collect()
    }

    #[test]
    fn the_readme_tells_every_kind_with_its_fields() {
        let readme = include_str!("../../README.md");
        let (_, notices) = readme.split_once("Every `data` has").unwrap();
        let shared = quoted(notices.split_once("Beside these:").unwrap().0);
        for name in names(ALL).into_iter().chain(names(OF_RUN)).chain(names(PERSON)) {
            assert!(shared.contains(name), "{name} is in every notice, and the README does not say so");
        }
        for kind in NoticeKind::ALL {
            let row = notices.lines().find(|line| line.starts_with(&format!("| `{}` |", kind.as_str())));
            let row = row.unwrap_or_else(|| panic!("the README does not tell of {}", kind.as_str()));
            let told = quoted(row.trim_end_matches('|').rsplit('|').next().unwrap());
            let about_person = kind.fields().any(|field| field.name == "user_id");
            let own = kind.fields().filter(|field| {
                let common = names(ALL).contains(field.name) || names(OF_RUN).contains(field.name);
                !(common || about_person && names(PERSON).contains(field.name))
            });
            assert_eq!(told, own.map(|field| field.name).collect(), "{}", kind.as_str());
        }
    }
}
