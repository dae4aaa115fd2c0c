//! The organisation and its limits.

use super::call::Call;
use super::ids::Kind;
use super::paging::Page;
use super::reply::{Failure, Reply};
use super::routes::{Answer, Needs, Route, on};
use super::seed::ORGANIZATION;
use super::world::World;
use http::Method;
use serde_json::{Value, json};

/// The operations on the organisation.
pub const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v2/organizations/me", Needs::Nothing, me),
    on(Method::GET, "/api/v2/organizations/limits/namespaces", Needs::Nothing, namespaces),
    on(Method::GET, "/api/v2/organizations/limits/namespaces/{namespaceName?}", Needs::Nothing, limits),
    on(Method::GET, "/api/v2/organizations/limits/namespaces/{namespaceName?}/defaults", Needs::Nothing, defaults),
];

/// The namespace of the rate limits, the only one with limits to see.
const PLATFORM: &str = "platform.api";
/// Calls a minute of a client-credentials token where nothing else was agreed.
const DEFAULT_RATE: u32 = 300;
/// How many times more a signed-in person's app may call.
const PERSON_FACTOR: u32 = 10;

fn me(world: &mut World, _call: &Call<'_>) -> Answer {
    let id = world.id(Kind::Organization, 0);
    Ok(Reply::ok(json!({
        "id": id,
        "name": ORGANIZATION,
        "defaultLanguage": "en-us",
        "defaultCountryCode": "US",
        "thirdPartyOrgName": "acme-practice",
        "domain": "acme.example",
        "version": 3,
        "state": "active",
        "defaultSiteId": world.id(Kind::Site, 0),
        "voicemailEnabled": true,
        "productPlatform": "GenesysCloud",
        "features": {
            "chat": true,
            "directory": true,
            "purecloud": true,
            "purecloudVoice": true,
            "realtimeCIC": false,
            "unifiedCommunications": true,
        },
        "selfUri": "/api/v2/organizations/me",
    })))
}

fn namespaces(_world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::from_parts(call.number("pageSize")?.or(Some(100)), call.number("pageNumber")?, 100)?;
    let entities = page.cut(&[PLATFORM]).iter().map(|name| json!(name)).collect();
    Ok(Reply::ok(page.plain(1, entities)))
}

fn limits(world: &mut World, call: &Call<'_>) -> Answer {
    let rate = world.rate_per_minute;
    listing(call, rate)
}

fn defaults(_world: &mut World, call: &Call<'_>) -> Answer {
    listing(call, DEFAULT_RATE)
}

fn listing(call: &Call<'_>, rate: u32) -> Answer {
    if call.param("namespaceName") != PLATFORM {
        return Err(Failure::new(
            400,
            "invalid.value",
            "The provided namespace is not valid or does not have any viewable limits",
        ));
    }
    let one = |key: &str, value: u32| -> Value { json!({"key": key, "namespace": PLATFORM, "value": value}) };
    Ok(Reply::ok(json!({"entities": [
        one("client.credentials.token.rate.per.minute", rate),
        one("org.app.user.rate.per.minute", rate.saturating_mul(PERSON_FACTOR)),
    ]})))
}

#[cfg(test)]
mod tests {
    use crate::practice::PracticeOptions;
    use crate::practice::testing::{Desk, options};
    use http::Method;

    #[test]
    fn the_limits_are_those_that_are_kept() {
        let desk = Desk::with(PracticeOptions { rate_per_minute: 6000, ..options() });
        let target = "/api/v2/organizations/limits/namespaces/platform.api";
        let limits = desk.get(target)["entities"].clone();
        assert_eq!(limits[0]["key"], "client.credentials.token.rate.per.minute");
        assert_eq!((limits[0]["value"].as_u64(), limits[1]["value"].as_u64()), (Some(6000), Some(60_000)));
        let reply = desk.send(Method::GET, target, None);
        assert_eq!(reply.header("inin-ratelimit-allowed"), Some("6000"));
        assert_eq!(desk.get(&format!("{target}/defaults"))["entities"][0]["value"], 300);
        let other = desk.send(Method::GET, "/api/v2/organizations/limits/namespaces/payroll", None);
        assert_eq!((other.status, other.body.unwrap()["code"].clone()), (400, "invalid.value".into()));
        assert_eq!(desk.get("/api/v2/organizations/limits/namespaces")["total"], 1);
        assert_eq!(desk.get("/api/v2/organizations/me")["domain"], "acme.example");
    }
}
