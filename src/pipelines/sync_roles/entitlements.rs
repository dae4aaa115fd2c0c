//! Which roles a licence tier allows: a table of the organisation, because the platform knows no such rule.

use crate::model::DisplayText;
use crate::pipelines::pattern::matches;
use serde::Deserialize;

/// The table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Entitlements {
    tiers: Vec<Tier>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tier {
    name: DisplayText,
    #[serde(default)]
    also: Vec<DisplayText>,
    roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    tier: Vec<Tier>,
}

/// Why a table cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}: {why}")]
pub struct EntitlementError {
    file: String,
    why: String,
}

impl Entitlements {
    /// The table that is built in.
    pub const SHIPPED: &'static str = include_str!("../../../assets/entitlements.toml");

    /// Reads the text of a file; `file` is what messages call it.
    ///
    /// # Errors
    /// When the text is not such a table, or two tiers have the same name.
    pub fn parse(file: &str, text: &str) -> Result<Self, EntitlementError> {
        let wrong = |why: String| EntitlementError { file: file.to_owned(), why };
        let read: File = toml::from_str(text).map_err(|e| wrong(e.to_string().trim_end().to_owned()))?;
        let mut seen: Vec<String> = Vec::new();
        for name in read.tier.iter().flat_map(Tier::names) {
            let name = name.as_str().to_lowercase();
            if seen.contains(&name) {
                return Err(wrong(format!("two tiers are called {name}")));
            }
            seen.push(name);
        }
        Ok(Self { tiers: read.tier })
    }

    /// Whether a tier allows a role; none when there is no such tier. Capitals do not count.
    pub fn allows(&self, tier: &str, role: &str) -> Option<bool> {
        let tier = self.tiers.iter().find(|known| known.names().any(|n| n.as_str().eq_ignore_ascii_case(tier)))?;
        Some(tier.roles.iter().any(|pattern| matches(pattern, role)))
    }

    /// The names of all tiers.
    pub fn names(&self) -> Vec<&str> {
        self.tiers.iter().map(|tier| tier.name.as_str()).collect()
    }
}

impl Tier {
    fn names(&self) -> impl Iterator<Item = &DisplayText> {
        std::iter::once(&self.name).chain(&self.also)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_tells_tiers_apart() {
        let table = Entitlements::parse("built in", Entitlements::SHIPPED).unwrap();
        assert_eq!(table.allows("cx 3", "Workforce planner"), Some(true));
        assert_eq!(table.allows("genesysCloud1", "Workforce planner"), Some(false));
        assert_eq!(table.allows("Communicate", "Communicate - User"), Some(true));
        assert_eq!(table.allows("Gold", "Agent"), None);
    }

    #[test]
    fn a_table_with_two_tiers_of_a_name_is_refused() {
        let text = "[[tier]]\nname = \"A\"\nroles = []\n[[tier]]\nname = \"B\"\nalso = [\"a\"]\nroles = []\n";
        assert!(Entitlements::parse("own.toml", text).unwrap_err().to_string().contains("two tiers are called a"));
    }
}
