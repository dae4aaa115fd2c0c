//! What to do about a failed call, in words.

use super::error::{Failure, Kind};
use crate::model::{Changed, DisplayText};

/// The sentence that tells an operator what to do now.
pub(super) fn remedy(failure: &Failure) -> String {
    let what = match &failure.kind {
        Kind::Forbidden => forbidden(failure),
        Kind::Credentials => credentials(failure),
        Kind::Unauthorized => unauthorized(failure),
        Kind::NotFound => "Check the id. It may have been removed meanwhile, belong to another organisation, or lie in a \
             division that this client may not see."
            .to_owned(),
        Kind::Conflict => "Somebody else changed it meanwhile. Read it again and repeat.".to_owned(),
        Kind::Throttled { retry_after: Some(wait) } => format!(
            "The service asks to wait {} seconds. Resume after that; other programs that use the same OAuth client may \
             be using up its rate.",
            wait.as_secs()
        ),
        Kind::Throttled { retry_after: None } => "The service keeps refusing calls for their number. Wait a minute and \
             resume; if it stays so, ask the vendor to raise the organisation's limits."
            .to_owned(),
        Kind::Invalid => "The request was not acceptable for the reason given. If the reason is nothing that can be set \
             right in the organisation, report it with the correlation id."
            .to_owned(),
        Kind::Server => "The platform failed. Try again in a while; if it stays so, give the correlation id to the \
             vendor's support."
            .to_owned(),
        Kind::Transport => "Check the network, the proxy settings and the region or address of the profile \
             (GENESYS_ENV_URL), then try again."
            .to_owned(),
        Kind::Timeout => "The tenant did not answer in time. Check the network and the proxy, then try again.".to_owned(),
        Kind::Undecodable => "Something other than the platform seems to have answered, or the platform has changed. \
             Check that the address of the profile (GENESYS_ENV_URL) is the API's and that no proxy answers in its place."
            .to_owned(),
        Kind::ReadOnly => "Start without --read-only, LANYARD_READ_ONLY and `read_only` in config.toml to change \
             anything."
            .to_owned(),
        Kind::CircuitOpen => "The tenant failed several times in a row and is left alone for a moment. Check the network \
             and the platform's status page; calls go on by themselves once it answers."
            .to_owned(),
    };
    match failure.changed {
        // What to do about a vanished subject or a conflict differs once we may be its cause.
        Changed::Maybe => format!("Read it back before repeating: the change may already be there. {what}"),
        Changed::Yes => format!("The change was made; only the answer could not be understood. {what}"),
        Changed::No => what,
    }
}

fn list(names: &[DisplayText]) -> String {
    names.iter().map(DisplayText::as_str).collect::<Vec<_>>().join(", ")
}

fn forbidden(failure: &Failure) -> String {
    let code = failure.code.as_ref().map(DisplayText::as_str).unwrap_or_default();
    match (code, failure.missing.is_empty()) {
        ("authz.policy.denied", _) => "An access policy of the organisation denies it. Have it changed under Admin > \
             People & Permissions > Access policies, or ask somebody whom the policy lets."
            .to_owned(),
        ("app.not.authorized.for.scope", _) => {
            "The OAuth client lacks the scope. Add it under Admin > Integrations > OAuth.".to_owned()
        }
        (_, true) => "The OAuth client's role does not allow it. Compare its roles and divisions under Admin > \
             Integrations > OAuth with the permissions that `lanyard doctor` lists."
            .to_owned(),
        (code, false) => {
            let any = if code.contains(".any.") { "one of " } else { "" };
            let scope = if code.contains("division") { ", in the division of the subject" } else { "" };
            format!(
                "Grant {any}{} to a role of the OAuth client{scope}: Admin > People & Permissions > Roles, then Admin > \
                 Integrations > OAuth > Roles. It takes up to five minutes to act.",
                list(&failure.missing)
            )
        }
    }
}

fn credentials(failure: &Failure) -> String {
    match failure.code.as_ref().map(DisplayText::as_str) {
        Some("unauthorized_client" | "unsupported_grant_type") => {
            "Use an OAuth client whose grant type is client credentials (Admin > Integrations > OAuth).".to_owned()
        }
        _ => "Check GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET, or client_id and client_secret of the profile, and that \
             the region is the organisation's own (GENESYS_ENV_URL)."
            .to_owned(),
    }
}

fn unauthorized(failure: &Failure) -> String {
    match failure.code.as_ref().map(DisplayText::as_str) {
        Some("ip.not.authorized") => "The organisation only takes calls from listed addresses. Have this machine's \
             address added under Admin > Organisation settings."
            .to_owned(),
        _ => "A new token was refused as well. See that the OAuth client is still active and belongs to this region \
             (GENESYS_ENV_URL)."
            .to_owned(),
    }
}
