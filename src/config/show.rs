//! The effective settings as rows: name, value, origin. No secret is ever in one.

use super::{Database, Origin, Setting, Settings};

/// One row of `config show`.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Row {
    /// The setting's name, as in `config.toml` where it can stand there.
    pub name: String,
    /// What holds; for a secret only whether and where it is set.
    pub value: String,
    /// Where it comes from.
    pub origin: String,
}

fn row(name: &str, value: impl Into<String>, origin: &Origin) -> Row {
    Row { name: name.to_owned(), value: value.into(), origin: origin.to_string() }
}

fn optional<T>(name: &str, setting: Option<&Setting<T>>, words: impl Fn(&T) -> String) -> Row {
    match setting {
        Some(s) => row(name, words(&s.value), &s.origin),
        None => row(name, "not set", &Origin::Default),
    }
}

fn list(name: &str, setting: &Setting<Vec<String>>) -> Row {
    let value = if setting.value.is_empty() { "none".to_owned() } else { setting.value.join(", ") };
    row(name, value, &setting.origin)
}

impl Settings {
    /// Every effective setting with its origin, in the order of the sample file.
    pub fn rows(&self) -> Vec<Row> {
        let secret = |source: &super::SecretSource| source.state(&self.environment);
        let mut rows = vec![
            row("config folder", self.folders.config.value.display().to_string(), &self.folders.config.origin),
            row("data folder", self.folders.data.value.display().to_string(), &self.folders.data.origin),
            row("config.toml", if self.file_found { "read" } else { "not there" }, &self.folders.config.origin),
            optional("profile", self.profile.as_ref(), String::clone),
            optional("tenant", self.hosts.as_ref(), super::address::shown),
            optional("client_id", self.client_id.as_ref(), String::clone),
            optional("client_secret", self.client_secret.as_ref(), secret),
            row("operator", self.operator.value.name.as_str(), &self.operator.origin),
            row("recipe", self.recipe.value.as_str(), &self.recipe.origin),
            row("jobs", self.jobs.value.to_string(), &self.jobs.origin),
            list("protected_people", &self.protected_people),
            list("protected_groups", &self.protected_groups),
            list("legal_hold", &self.legal_hold),
            list("admin_roles", &self.admin_roles),
            row("batch_limit", self.batch_limit.value.to_string(), &self.batch_limit.origin),
            row("batch_percent", self.batch_percent.value.to_string(), &self.batch_percent.origin),
            row("group_member_limit", self.group_member_limit.value.to_string(), &self.group_member_limit.origin),
            row("group_members_by", self.group_members_by.value.as_str(), &self.group_members_by.origin),
            row("create_people_by", self.create_people_by.value.as_str(), &self.create_people_by.origin),
            optional("people_limit", self.people_limit.as_ref(), u32::to_string),
            optional("external_id_authority", self.external_id_authority.as_ref(), String::clone),
            row("database", self.database_words(), &self.database.origin),
        ];
        for Setting { value: target, origin } in &self.notices {
            let kinds: Vec<_> = target.kinds.iter().map(|k| k.as_str()).collect();
            // A query may hold a key of the target's: only what stands before it is shown.
            let mut url = target.url.clone();
            url.set_query(None);
            url.set_fragment(None);
            let value = format!("{url} ({}), secret {}", kinds.join(", "), secret(&target.secret));
            rows.push(row(&format!("notices.{}", target.name), value, origin));
        }
        rows.push(row("intake_port", self.intake_port.value.to_string(), &self.intake_port.origin));
        rows.push(optional("webhook_secret", self.webhook_secret.as_ref(), secret));
        rows
    }

    fn database_words(&self) -> String {
        match &self.database.value {
            Database::File(path) => format!("SQLite, {}", path.display()),
            Database::Postgres(source) => format!("PostgreSQL, URL {}", source.state(&self.environment)),
        }
    }
}
