//! An access as it is shown: by a division and by words.

use crate::access::{Access, EffectivePermission, Path, RoleBranch, ScopedDivision};
use crate::model::{DisplayText, DivisionId, Table};

/// What is to be shown of an access.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    division: Option<DivisionId>,
    words: String,
}

/// What is shown of an access.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// The branches that reach the division.
    pub(super) roles: Vec<RoleBranch>,
    /// The permissions in which the words occur and that hold in the division, with the paths that give them there.
    pub(super) permissions: Vec<EffectivePermission>,
}

impl Wanted {
    /// What holds in this division, and permissions in which these words occur.
    pub(super) fn new(division: Option<DivisionId>, words: Option<&str>) -> Self {
        Self { division, words: words.unwrap_or_default().trim().to_lowercase() }
    }

    /// Whether everything is shown.
    pub(super) fn is_all(&self) -> bool {
        self.division.is_none() && self.words.is_empty()
    }

    fn reaches(&self, at: &ScopedDivision) -> bool {
        // A role alone lies in no division; only a grant says where.
        self.division.as_ref().is_none_or(|wanted| at.id.is_all() || at.id == *wanted || at.id.as_str().is_empty())
    }

    /// The parts of this access that are wanted.
    pub(super) fn of(&self, access: &Access) -> View {
        let roles = access.roles.iter().filter_map(|branch| {
            let divisions: Vec<_> = branch.divisions.iter().filter(|d| self.reaches(d)).cloned().collect();
            (!divisions.is_empty()).then(|| RoleBranch { divisions, ..branch.clone() })
        });
        let permissions = access.permissions.iter().filter_map(|one| self.narrowed(one));
        View { roles: roles.collect(), permissions: permissions.collect() }
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

impl View {
    /// One row for each path of each permission.
    pub(super) fn table(&self, who: &DisplayText) -> Table {
        let columns = vec!["permission", "division", "source", "role", "policy", "condition", "templates", "licences"];
        let list = |texts: &[DisplayText]| {
            DisplayText::new(texts.iter().map(DisplayText::as_str).collect::<Vec<_>>().join("; "))
        };
        let row = |one: &EffectivePermission, path: &Path| {
            let division = if one.division_aware { path.division.name.clone() } else { ScopedDivision::all().name };
            vec![
                DisplayText::new(one.permission.to_string()),
                division,
                path.source_name.clone(),
                path.role_name.clone(),
                path.policy.clone(),
                path.condition.clone().unwrap_or_default(),
                list(&path.templates),
                list(&one.licences),
            ]
        };
        Table {
            title: DisplayText::new(format!("What {who} may do")),
            columns,
            rows: self.permissions.iter().flat_map(|one| one.paths.iter().map(move |path| row(one, path))).collect(),
        }
    }
}
