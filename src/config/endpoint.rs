//! Where the tenant is.

use std::fmt;
use url::{Host, Url};

/// Where the tenant is, as somebody said it; which hosts a region has is for the platform client to know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Endpoint {
    /// A region by its name, such as `eu_central_1`, or by its domain.
    Region(String),
    /// Addresses.
    Address {
        /// Of the API.
        api: Url,
        /// Of the login host; none when it follows from the API's.
        login: Option<Url>,
    },
}

impl Endpoint {
    /// Reads `GENESYS_ENV_URL`, `api` or `login`: an address with its scheme.
    ///
    /// # Errors
    /// Why the text is not an address; the text itself is not repeated.
    pub(super) fn url(text: &str) -> Result<Url, String> {
        let url = Self::notice_url(text)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err("it must end before ? and #".to_owned());
        }
        Ok(url)
    }

    /// Reads the address of a notice's target, which may have a query.
    ///
    /// # Errors
    /// Why the text is not an address; the text itself is not repeated.
    pub(super) fn notice_url(text: &str) -> Result<Url, String> {
        let url = Url::parse(text.trim())
            .map_err(|error| format!("it is not an address with http:// or https:// ({error})"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("it does not begin with http:// or https://".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it must not hold a name or a password".to_owned());
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err("plain http is for this machine only (127.0.0.1, ::1, localhost); use https".to_owned());
        }
        Ok(url)
    }

    /// Reads `GENESYS_ENV_HOST` or `GENESYS_DOMAIN`: `api.mypurecloud.de`, `mypurecloud.de`, `127.0.0.1:8080`, or an address.
    ///
    /// # Errors
    /// Why nothing can be made of it.
    pub(super) fn host(text: &str) -> Result<Url, String> {
        let text = text.trim().trim_end_matches('/');
        if text.contains("://") {
            return Self::url(text);
        }
        if let Ok(url) = Url::parse(&format!("http://{text}"))
            && is_loopback(&url)
        {
            return Ok(url);
        }
        let domain = text.strip_prefix("api.").or_else(|| text.strip_prefix("login.")).unwrap_or(text);
        Self::url(&format!("https://api.{domain}"))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Region(name) => write!(f, "region {name}"),
            Self::Address { api, login: None } => f.write_str(bare(api)),
            Self::Address { api, login: Some(login) } => write!(f, "{}, login {}", bare(api), bare(login)),
        }
    }
}

fn bare(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_domains_become_addresses() {
        for (given, api) in [
            ("mypurecloud.de", "https://api.mypurecloud.de/"),
            ("api.mypurecloud.de", "https://api.mypurecloud.de/"),
            ("login.mypurecloud.de", "https://api.mypurecloud.de/"),
            ("https://api.euw2.pure.cloud/", "https://api.euw2.pure.cloud/"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("localhost:9", "http://localhost:9/"),
        ] {
            assert_eq!(Endpoint::host(given).map(String::from), Ok(api.to_owned()), "{given}");
        }
    }

    #[test]
    fn addresses_that_would_leak_or_mislead_are_refused() {
        for given in [
            "api.mypurecloud.de",
            "ftp://api.mypurecloud.de",
            "http://api.mypurecloud.de",
            "https://me:hush@api.mypurecloud.de",
            "https://api.mypurecloud.de?x=1",
            "https://",
            "",
        ] {
            let why = Endpoint::url(given).unwrap_err();
            assert!(!why.contains("hush"), "{why}");
        }
        for given in ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1", "https://api.mypurecloud.de"] {
            assert!(Endpoint::url(given).is_ok(), "{given}");
        }
    }
}
