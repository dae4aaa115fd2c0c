//! The effective settings as rows: name, value, origin. No secret is ever in one.

use super::{Database, Origin, SenderSettings, Setting, Settings, SignatureForm};
use crate::model::ThemeName;

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
            optional("theme", self.console.theme.as_ref(), ThemeName::to_string),
            row("key_preset", self.console.keys.value.as_str(), &self.console.keys.origin),
            row("reduce_motion", self.console.reduce_motion.value.to_string(), &self.console.reduce_motion.origin),
            row("mouse", self.console.mouse.value.to_string(), &self.console.mouse.origin),
            row("bell", self.console.bell.value.to_string(), &self.console.bell.origin),
            row("privacy", self.console.privacy.value.to_string(), &self.console.privacy.origin),
            row("read_only", self.console.read_only.value.to_string(), &self.console.read_only.origin),
            row("environment", self.console.environment.value.as_str(), &self.console.environment.origin),
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
        let intake = &self.intake;
        rows.push(row("intake_address", intake.address.value.to_string(), &intake.address.origin));
        let path = |path: &std::path::PathBuf| path.display().to_string();
        rows.push(optional("intake_certificate_file", intake.certificate.as_ref(), path));
        rows.push(optional("intake_key_file", intake.key.as_ref(), path));
        rows.push(optional("intake_token", intake.token.as_ref(), secret));
        rows.push(row("intake_body_limit", intake.body_limit.value.to_string(), &intake.body_limit.origin));
        rows.push(row("intake_connections", intake.connections.value.to_string(), &intake.connections.origin));
        rows.push(row("intake_plain_http", intake.plain_http.value.to_string(), &intake.plain_http.origin));
        for Setting { value: sender, origin } in &intake.senders {
            rows.push(row(&format!("senders.{}", sender.name), self.sender_words(sender), origin));
        }
        rows
    }

    fn sender_words(&self, sender: &SenderSettings) -> String {
        let secrets: Vec<_> = sender.secrets.iter().map(|source| source.state(&self.environment)).collect();
        let mut words = match &sender.signature {
            SignatureForm::Standard => "standard".to_owned(),
            SignatureForm::Hex { header, prefix } if prefix.is_empty() => format!("hex in {header}"),
            SignatureForm::Hex { header, prefix } => format!("hex in {header} after {prefix}"),
        };
        words.push_str(&format!(", window {} s, {}", sender.window_seconds, sender.policy.as_str()));
        if let Some(recipe) = &sender.recipe {
            words.push_str(&format!(", recipe {recipe}"));
        }
        for (recipe, policy) in &sender.recipes {
            words.push_str(&format!(", may name {recipe} ({})", policy.as_str()));
        }
        for (word, kind) in &sender.types {
            words.push_str(&format!(", {word} is {}", kind.as_str()));
        }
        words.push_str(&format!(
            ", {} a minute, decided within {} h, secret {}",
            sender.per_minute,
            sender.decide_within_hours,
            secrets.join("; ")
        ));
        words
    }

    fn database_words(&self) -> String {
        match &self.database.value {
            Database::File(path) => format!("SQLite, {}", path.display()),
            Database::Postgres(source) => format!("PostgreSQL, URL {}", source.state(&self.environment)),
        }
    }
}
