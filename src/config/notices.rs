//! Who is told what: from the file, and from the two addresses that the environment may name.

use super::layer::NoticePlace;
use super::{ConfigError, Environment, NoticeTarget, Origin, SecretSource, Setting, address};
use crate::model::NoticeKind;

pub(super) fn of_file(at: &Setting<Vec<NoticePlace>>) -> Vec<Setting<NoticeTarget>> {
    let profile = if let Origin::File { profile, .. } = &at.origin { profile.clone() } else { None };
    let target = |place: &NoticePlace| {
        let NoticePlace { name, url, secret, kinds, divisions, template, line } = place.clone();
        let origin = Origin::File { line, profile: profile.clone() };
        Setting::new(NoticeTarget { name, url, secret, kinds, divisions, template }, origin)
    };
    at.value.iter().map(target).collect()
}

/// The two addresses that the environment may name. What they get is signed like what comes in.
pub(super) fn of_environment(
    environment: &Environment,
    secret: Option<&Setting<SecretSource>>,
) -> Result<Vec<Setting<NoticeTarget>>, ConfigError> {
    let ended = [NoticeKind::UserDeprovisioned, NoticeKind::UserDeprovisionFailed];
    let all: Vec<_> = NoticeKind::ALL.into_iter().filter(|kind| kind.is_told_unasked()).collect();
    let places: [(&str, &str, &[NoticeKind]); 2] =
        [("DEPROVISION_WEBHOOK_URL", "deprovision", &all), ("AUDIT_WEBHOOK_URL", "audit", &ended)];
    let mut targets = Vec::new();
    for (name, called, kinds) in places {
        let Some(text) = environment.get(name) else { continue };
        let origin = Origin::Env(name.to_owned());
        let bad = |why: String| ConfigError::BadValue { what: "a notice's address", origin: origin.to_string(), why };
        let url = address::notice(&text).map_err(bad)?;
        let secret = secret.ok_or_else(|| bad("notices are signed, and WEBHOOK_SECRET is not set".to_owned()))?;
        let target = NoticeTarget {
            name: called.to_owned(),
            url,
            secret: secret.value.clone(),
            kinds: kinds.to_vec(),
            divisions: Vec::new(),
            template: None,
        };
        targets.push(Setting::new(target, origin));
    }
    Ok(targets)
}
