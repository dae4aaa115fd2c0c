//! Where the platform is: its regions, and the API and login addresses that follow from a name or a base address.

use super::SettingsError;
use std::net::IpAddr;
use url::{Host, Url};

/// One region of the platform. There is no host per customer, and a token of one region does not work in another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Region {
    /// The region's name, such as `eu_central_1`.
    pub name: &'static str,
    /// The domain below `api.` and `login.`.
    pub domain: &'static str,
    /// Where it is, for people.
    pub place: &'static str,
}

/// The platform's regions, as its official SDKs list them.
pub const REGIONS: [Region; 18] = [
    Region { name: "us_east_1", domain: "mypurecloud.com", place: "United States, Virginia" },
    Region { name: "us_east_2", domain: "use2.us-gov-pure.cloud", place: "United States, Ohio, for the government" },
    Region { name: "us_west_2", domain: "usw2.pure.cloud", place: "United States, Oregon" },
    Region { name: "ca_central_1", domain: "cac1.pure.cloud", place: "Canada, Montreal" },
    Region { name: "mx_central_1", domain: "mxc1.pure.cloud", place: "Mexico, Querétaro" },
    Region { name: "sa_east_1", domain: "sae1.pure.cloud", place: "Brazil, São Paulo" },
    Region { name: "eu_central_1", domain: "mypurecloud.de", place: "Germany, Frankfurt" },
    Region { name: "eu_central_2", domain: "euc2.pure.cloud", place: "Switzerland, Zürich" },
    Region { name: "eu_west_1", domain: "mypurecloud.ie", place: "Ireland, Dublin" },
    Region { name: "eu_west_2", domain: "euw2.pure.cloud", place: "United Kingdom, London" },
    Region { name: "me_central_1", domain: "mec1.pure.cloud", place: "United Arab Emirates" },
    Region { name: "ap_south_1", domain: "aps1.pure.cloud", place: "India, Mumbai" },
    Region { name: "ap_northeast_1", domain: "mypurecloud.jp", place: "Japan, Tokyo" },
    Region { name: "ap_northeast_2", domain: "apne2.pure.cloud", place: "South Korea, Seoul" },
    Region { name: "ap_northeast_3", domain: "apne3.pure.cloud", place: "Japan, Osaka" },
    Region { name: "ap_southeast_1", domain: "apse1.pure.cloud", place: "Singapore" },
    Region { name: "ap_southeast_2", domain: "mypurecloud.com.au", place: "Australia, Sydney" },
    Region { name: "eusc_de_east_1", domain: "edee1.eusc-pure.cloud", place: "Germany, European sovereign cloud" },
];

impl Region {
    /// The region of this name (`eu_central_1`, also with hyphens) or domain (`mypurecloud.de`); case does not matter.
    pub fn find(text: &str) -> Option<Self> {
        let wanted = text.trim().to_ascii_lowercase();
        let name = wanted.replace('-', "_");
        REGIONS.into_iter().find(|r| r.name == name || r.domain == wanted)
    }
}

/// The two addresses of a tenant. Only https, except for addresses of this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hosts {
    api: Url,
    login: Url,
}

impl Hosts {
    /// Takes both addresses as they are.
    ///
    /// # Errors
    /// When an address is plain http to another machine, or holds a user name, a query or a fragment.
    pub fn new(api: Url, login: Url) -> Result<Self, SettingsError> {
        check(&api)?;
        check(&login)?;
        Ok(Self { api, login })
    }

    /// Understands a region's name or domain, or a base address such as `https://api.mypurecloud.de` or
    /// `http://127.0.0.1:8080`.
    ///
    /// The login address of a host `api.…` is `login.…`, as the vendor's SDKs derive it; an address of this machine
    /// serves both.
    ///
    /// # Errors
    /// When the text is neither, when no login address follows from it, or for the reasons of [`Hosts::new`].
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let text = text.trim();
        if let Some(region) = Region::find(text) {
            return Self::of_domain(region.domain);
        }
        let spelled = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let api = Url::parse(&spelled).map_err(|why| SettingsError::Address(text.to_owned(), why.to_string()))?;
        check(&api)?;
        let host = api.host_str().unwrap_or_default().to_ascii_lowercase();
        for prefix in ["api.", "login.", "apps."] {
            if let Some(domain) = host.strip_prefix(prefix)
                && (prefix == "api." || Region::find(domain).is_some())
            {
                return Self::of_domain_at(domain, &api);
            }
        }
        if let Some(region) = Region::find(&host) {
            return Self::of_domain(region.domain);
        }
        if is_this_machine(&api) {
            return Self::new(api.clone(), api);
        }
        Err(SettingsError::NoLogin(text.to_owned()))
    }

    /// Where the API is.
    pub fn api(&self) -> &Url {
        &self.api
    }

    /// Where tokens are issued.
    pub fn login(&self) -> &Url {
        &self.login
    }

    /// The region, where the API address is one of the platform's own.
    pub fn region(&self) -> Option<Region> {
        self.api.host_str().and_then(|h| h.strip_prefix("api.")).and_then(Region::find)
    }

    /// Whether both addresses are on this machine; such a tenant is reached without a proxy.
    pub fn is_local(&self) -> bool {
        is_this_machine(&self.api) && is_this_machine(&self.login)
    }

    fn of_domain(domain: &str) -> Result<Self, SettingsError> {
        let address = |kind: &str| {
            let text = format!("https://{kind}.{domain}/");
            Url::parse(&text).map_err(|why| SettingsError::Address(text, why.to_string()))
        };
        Self::new(address("api")?, address("login")?)
    }

    fn of_domain_at(domain: &str, like: &Url) -> Result<Self, SettingsError> {
        let address = |kind: &str| {
            let mut url = like.clone();
            url.set_host(Some(&format!("{kind}.{domain}")))
                .map_err(|why| SettingsError::Address(like.to_string(), why.to_string()))?;
            Ok(url)
        };
        Self::new(address("api")?, address("login")?)
    }
}

/// Whether an address can only be this machine: `localhost` or a loopback address (RFC 6761 section 6.3, RFC 1122
/// section 3.2.1.3, RFC 4291 section 2.5.3).
fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        None => false,
    }
}

fn check(url: &Url) -> Result<(), SettingsError> {
    // The address is shown in errors, so it must not be one that carries a password.
    if !url.username().is_empty() || url.password().is_some() {
        return Err(SettingsError::Credentials);
    }
    let shown = url.to_string();
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(url) => {}
        "http" => return Err(SettingsError::PlainHttp(shown)),
        other => {
            let why = format!("the scheme `{other}` is not https");
            return Err(SettingsError::Address(shown, why));
        }
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(SettingsError::Address(shown, "a base address has no query and no fragment".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(text: &str) -> (String, String) {
        let hosts = Hosts::parse(text).unwrap();
        (hosts.api().to_string(), hosts.login().to_string())
    }

    #[test]
    fn a_region_is_known_by_name_domain_and_address() {
        let frankfurt = ("https://api.mypurecloud.de/".to_owned(), "https://login.mypurecloud.de/".to_owned());
        for text in [
            "eu_central_1",
            "EU-Central-1",
            "mypurecloud.de",
            "api.mypurecloud.de",
            "https://api.mypurecloud.de",
            " https://login.mypurecloud.de/ ",
            "https://apps.mypurecloud.de",
            "https://mypurecloud.de",
        ] {
            assert_eq!(pair(text), frankfurt, "{text}");
        }
        assert_eq!(Hosts::parse("eu_central_1").unwrap().region().unwrap().name, "eu_central_1");
    }

    #[test]
    fn regions_are_distinct() {
        for (n, region) in REGIONS.iter().enumerate() {
            assert!(REGIONS[..n].iter().all(|r| r.name != region.name && r.domain != region.domain), "{region:?}");
            assert_eq!(pair(region.name).0, format!("https://api.{}/", region.domain));
        }
    }

    #[test]
    fn this_machine_serves_both() {
        for text in ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"] {
            let (api, login) = pair(text);
            assert_eq!(api, login);
            assert!(api.starts_with(text), "{api}");
            assert!(Hosts::parse(text).unwrap().is_local());
        }
    }

    #[test]
    fn a_gateway_with_an_api_host_is_taken() {
        let (api, login) = pair("https://api.example.org:8443/genesys");
        assert_eq!(api, "https://api.example.org:8443/genesys");
        assert_eq!(login, "https://login.example.org:8443/genesys");
    }

    #[test]
    fn plain_http_to_another_machine_is_refused() {
        for text in ["http://api.mypurecloud.de", "http://10.0.0.1", "http://127.0.0.1.example.org"] {
            assert!(matches!(Hosts::parse(text), Err(SettingsError::PlainHttp(_))), "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused_with_its_reason() {
        assert!(matches!(Hosts::parse("eu_central_9"), Err(SettingsError::Address(..) | SettingsError::NoLogin(_))));
        assert!(matches!(Hosts::parse("https://example.org"), Err(SettingsError::NoLogin(_))));
        assert!(matches!(Hosts::parse("ftp://api.mypurecloud.de"), Err(SettingsError::Address(..))));
        let secret = Hosts::parse("https://ann:geheim@api.mypurecloud.de").unwrap_err();
        assert!(!format!("{secret} {secret:?}").contains("geheim"));
    }
}
