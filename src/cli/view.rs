//! An access as it is shown: by a division and by words.

use crate::access::{Access, EffectivePermission, Path, RoleBranch, ScopedDivision};
use crate::model::DivisionId;

/// What is to be shown of an access.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    division: Option<DivisionId>,
    words: String,
}

impl Wanted {
    /// What holds in this division, and permissions in which these words occur.
    pub(super) fn new(division: Option<DivisionId>, words: Option<&str>) -> Self {
        Self { division, words: words.unwrap_or_default().trim().to_lowercase() }
    }

    /// Whether everything is shown.
    fn is_all(&self) -> bool {
        self.division.is_none() && self.words.is_empty()
    }

    fn reaches(&self, at: &ScopedDivision) -> bool {
        // A role alone lies in no division; only a grant says where.
        self.division.as_ref().is_none_or(|wanted| at.id.is_all() || at.id == *wanted || at.id.as_str().is_empty())
    }

    /// The parts of this access that are wanted: branches that reach the division, and permissions in which the words
    /// occur and that hold there, with the paths that give them there. General permissions have neither.
    pub(super) fn of(&self, access: &Access) -> Access {
        let roles = access.roles.iter().filter_map(|branch| {
            let divisions: Vec<_> = branch.divisions.iter().filter(|d| self.reaches(d)).cloned().collect();
            (!divisions.is_empty()).then(|| RoleBranch { divisions, ..branch.clone() })
        });
        let permissions = access.permissions.iter().filter_map(|one| self.narrowed(one));
        let general = if self.is_all() { access.general.clone() } else { Vec::new() };
        Access { roles: roles.collect(), permissions: permissions.collect(), general }
    }

    fn narrowed(&self, one: &EffectivePermission) -> Option<EffectivePermission> {
        if !one.permission.to_string().to_lowercase().contains(&self.words) {
            return None;
        }
        // Where divisions do not limit a permission, a grant in any division gives it everywhere.
        let gives = |path: &&Path| !one.division_aware || self.reaches(&path.division);
        let paths: Vec<_> = one.paths.iter().filter(gives).cloned().collect();
        (!paths.is_empty()).then(|| EffectivePermission {
            only_conditional: paths.iter().all(|path| path.condition.is_some()),
            divisions: one.divisions.iter().filter(|d| !one.division_aware || self.reaches(d)).cloned().collect(),
            paths,
            ..one.clone()
        })
    }
}
