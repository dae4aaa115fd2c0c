//! Addresses, read from what somebody wrote. What is wrong with one is said without repeating it.

use super::nearest;
use crate::genesys::{Hosts, REGIONS, Region, SettingsError};
use url::{Host, Url};

/// Reads a tenant's address: a region's name or domain, a host, or an address.
///
/// # Errors
/// Why nothing can be made of it.
pub(super) fn tenant(text: &str) -> Result<Hosts, String> {
    let text = text.trim();
    if !text.contains("://") {
        // Nobody speaks TLS on this machine's own addresses, so there a bare host means plain http.
        if let Ok(hosts) = Hosts::parse(&format!("http://{text}"))
            && hosts.is_local()
        {
            return Ok(hosts);
        }
    }
    Hosts::parse(text).map_err(words)
}

/// Reads a region's name or domain.
///
/// # Errors
/// There is no such region; the nearest one is named.
pub(super) fn region(text: &str) -> Result<Hosts, String> {
    match Region::find(text) {
        Some(region) => Hosts::parse(region.name).map_err(words),
        None => Err(match nearest(text, REGIONS.iter().flat_map(|r| [r.name, r.domain])) {
            Some(near) => format!("there is no such region; did you mean `{near}`?"),
            None => format!("there is no such region; there are: {}", REGIONS.map(|r| r.name).join(", ")),
        }),
    }
}

/// Puts an API's and a login's address together.
///
/// # Errors
/// Why one of them cannot be used.
pub(super) fn pair(api: &str, login: Option<&str>) -> Result<Hosts, String> {
    let Some(login) = login else { return tenant(api) };
    Hosts::new(url(api)?, url(login)?).map_err(words)
}

/// Reads the address of a notice's target.
///
/// # Errors
/// Why it cannot be used.
pub(super) fn notice(text: &str) -> Result<Url, String> {
    let url = url(text)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it must not hold a name or a password".to_owned());
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err("plain http is for this machine only; use https".to_owned()),
        _ => Err("it does not begin with https://".to_owned()),
    }
}

fn url(text: &str) -> Result<Url, String> {
    Url::parse(text.trim()).map_err(|error| format!("it is not an address with https:// ({error})"))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn words(error: SettingsError) -> String {
    match error {
        SettingsError::Address(_, why) => {
            format!("{why}; give a region such as eu_central_1, or an address such as https://api.mypurecloud.de")
        }
        SettingsError::NoLogin(_) => {
            "no login address follows from it; give a region such as eu_central_1, or `api` and `login` in config.toml"
                .to_owned()
        }
        SettingsError::PlainHttp(_) => {
            "plain http is for this machine only, because it would show the secret to the network; use https".to_owned()
        }
        other => other.to_string(),
    }
}

/// Both addresses in one line, and the region where it is one.
pub(super) fn shown(hosts: &Hosts) -> String {
    let bare = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
    let (api, login) = (bare(hosts.api()), bare(hosts.login()));
    match hosts.region() {
        Some(region) => format!("{api} ({})", region.name),
        None if api == login => api,
        None => format!("{api}, login {login}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_say_where_a_tenant_is() {
        let frankfurt = "https://api.mypurecloud.de (eu_central_1)";
        for (given, expected) in [
            ("https://api.mypurecloud.de", frankfurt),
            ("api.mypurecloud.de", frankfurt),
            ("mypurecloud.de", frankfurt),
            ("eu_central_1", frankfurt),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("localhost:9", "http://localhost:9"),
        ] {
            assert_eq!(tenant(given).map(|h| shown(&h)), Ok(expected.to_owned()), "{given}");
        }
        let gateway = pair("https://gw.example", Some("https://login.example")).map(|h| shown(&h));
        assert_eq!(gateway, Ok("https://gw.example, login https://login.example".to_owned()));
    }

    #[test]
    fn what_cannot_be_used_is_not_repeated() {
        for given in [
            "http://hush.example",
            "https://me:hush@api.example",
            "https://hush.example",
            "hush hush",
            "",
            "ftp://hush",
        ] {
            let why = tenant(given).unwrap_err();
            assert!(!why.contains("hush"), "{why}");
        }
        for given in ["http://hush.example", "https://me:hush@h.example", "ftp://h.example", "hush"] {
            let why = notice(given).unwrap_err();
            assert!(!why.contains("hush"), "{why}");
        }
        assert!(notice("https://h.example/x?key=y").is_ok() && notice("http://localhost:1").is_ok());
    }

    #[test]
    fn the_nearest_region_is_named() {
        assert_eq!(region("eu_cental_1").unwrap_err(), "there is no such region; did you mean `eu_central_1`?");
        assert!(region("moon").unwrap_err().contains("us_east_1, us_east_2"));
        assert_eq!(shown(&region("eu-west-2").unwrap()), "https://api.euw2.pure.cloud (eu_west_2)");
    }
}
