//! A snapshot with what is made of it once and used often.

use super::desk::refusal;
use super::event::Vocabulary;
use crate::access::{Access, AccessIndex, CatalogueIndex, RoleBook, Rules, Templates, TenantView, effective};
use crate::directory::{Index, Snapshot};
use crate::model::{DisplayText, Fault, Grant, GroupId, Timestamp};
use crate::pipelines::sync_roles::Entitlements;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// The file in the config folder with this organisation's role templates.
pub(super) const TEMPLATES_FILE: &str = "role-templates.toml";
/// The file in the config folder with this organisation's rules.
pub(super) const RULES_FILE: &str = "rules.toml";

/// The file in the config folder that says which licence tier allows which role.
pub(super) const ENTITLEMENTS_FILE: &str = "entitlements.toml";

/// What an organisation says of access beyond what the platform knows.
#[derive(Clone, Debug, Default)]
pub(super) struct House {
    pub(super) templates: Templates,
    pub(super) rules: Rules,
    pub(super) entitlements: Entitlements,
    /// What could not be used, in words.
    pub(super) warnings: Vec<DisplayText>,
}

impl House {
    /// Reads the three files of the config folder. Where there is none, the built-in rules hold, and the built-in templates
    /// in the practice tenant, for whose roles they are written. A file that cannot be used is a warning, and nothing
    /// stands in for it: what it was to say is not known.
    pub(super) fn read(folder: &Path, practice: bool) -> Self {
        let mut house = Self::default();
        let templates = own_or(folder, TEMPLATES_FILE, if practice { Templates::EXAMPLE } else { "" });
        match templates.and_then(|(name, text)| Templates::parse(&name, &text).map_err(|e| e.to_string())) {
            Ok(templates) => house.templates = templates,
            Err(why) => house.warn(&why, "no role template is known until it is corrected"),
        }
        let rules = own_or(folder, RULES_FILE, Rules::SHIPPED);
        match rules.and_then(|(name, text)| Rules::parse(&name, &text).map_err(|e| e.to_string())) {
            Ok(rules) => house.rules = rules,
            Err(why) => house.warn(&why, "no lever and no duty is known until it is corrected"),
        }
        let tiers = own_or(folder, ENTITLEMENTS_FILE, Entitlements::SHIPPED);
        match tiers.and_then(|(name, text)| Entitlements::parse(&name, &text).map_err(|e| e.to_string())) {
            Ok(entitlements) => house.entitlements = entitlements,
            Err(why) => house.warn(&why, "no licence tier is known until it is corrected"),
        }
        house
    }

    fn warn(&mut self, why: &str, then: &str) {
        self.warnings.push(DisplayText::new(format!("{why}; {then}, then restart")));
    }
}

/// The name and text of a file of the config folder, or of what is built in.
fn own_or(folder: &Path, name: &str, built_in: &str) -> Result<(String, String), String> {
    let path = folder.join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok((path.display().to_string(), text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok((format!("built-in {name}"), built_in.to_owned())),
        Err(e) => Err(format!("{} cannot be read: {e}", path.display())),
    }
}

/// What is known of who may do what.
enum Known {
    /// Only what roles give.
    Roles(RoleBook),
    /// Who holds them, too.
    Everything(Arc<AccessIndex>),
}

/// A snapshot, ready to be searched and asked.
pub(super) struct Image {
    pub(super) index: Arc<Index>,
    pub(super) groups: HashMap<GroupId, DisplayText>,
    pub(super) vocabulary: Arc<Vocabulary>,
    known: Known,
}

impl Image {
    /// Prepares everything: seconds for a very large tenant, so not on a thread that answers.
    pub(super) fn new(snapshot: Snapshot, house: &House) -> Self {
        let groups = snapshot.group_names();
        let snapshot = Arc::new(snapshot);
        let known = match snapshot.access_at() {
            Some(_) => Known::Everything(Arc::new(access_index(&snapshot, house))),
            None => {
                let book = RoleBook::new(&snapshot.roles, &CatalogueIndex::new(&snapshot.catalogue));
                Known::Roles(book.with_licences(&snapshot.licences).with_templates(&house.templates))
            }
        };
        let vocabulary = Arc::new(vocabulary(&snapshot, &known, house));
        Self { index: Arc::new(Index::new(snapshot)), groups, vocabulary, known }
    }

    /// The same on a thread that may be kept busy.
    pub(super) async fn prepared(snapshot: Snapshot, house: &Arc<House>) -> Result<Arc<Self>, Fault> {
        let house = Arc::clone(house);
        let made = tokio::task::spawn_blocking(move || Arc::new(Self::new(snapshot, &house))).await;
        made.map_err(|e| refusal(format!("the directory could not be prepared: {e}"), "refresh it again"))
    }

    pub(super) fn snapshot(&self) -> &Snapshot {
        self.index.snapshot()
    }

    pub(super) fn book(&self) -> &RoleBook {
        match &self.known {
            Known::Roles(book) => book,
            Known::Everything(index) => index.book(),
        }
    }

    /// What these grants of a person give.
    pub(super) fn weigh(&self, grants: &[Grant]) -> Access {
        effective(grants, &self.groups, self.book())
    }

    /// Everybody's access with the age of it; none until grants and members were read.
    pub(super) fn access(&self) -> Option<(&Arc<AccessIndex>, Timestamp)> {
        match &self.known {
            Known::Roles(_) => None,
            Known::Everything(index) => Some((index, self.snapshot().access_at()?)),
        }
    }
}

fn access_index(snapshot: &Snapshot, house: &House) -> AccessIndex {
    let view = TenantView {
        people: &snapshot.people,
        groups: &snapshot.groups,
        roles: &snapshot.roles,
        divisions: &snapshot.divisions,
        catalogue: &snapshot.catalogue,
        licences: &snapshot.licences,
        holdings: &snapshot.holdings,
    };
    AccessIndex::new(&view, &house.templates, &house.rules)
}

fn vocabulary(snapshot: &Snapshot, known: &Known, house: &House) -> Vocabulary {
    let entries = &snapshot.catalogue.entries;
    let permissions = match known {
        Known::Everything(index) => index.permissions().map(|p| (p.clone(), index.label(p))).collect(),
        Known::Roles(_) => entries.iter().map(|e| (e.permission.clone(), e.label.clone())).collect(),
    };
    let mut divisions = snapshot.divisions.clone();
    divisions.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let mut roles: Vec<_> = snapshot.roles.iter().map(|role| (role.id.clone(), role.name.clone())).collect();
    roles.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    let mut groups: Vec<_> = snapshot.groups.iter().map(|group| (group.id.clone(), group.name.clone())).collect();
    groups.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    let mut templates = house.templates.names.clone();
    templates.sort();
    Vocabulary { permissions, divisions, roles, groups, templates }
}
