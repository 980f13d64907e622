//! Addresses of servers and organizations, brought to one form.

/// An address taken apart: `scheme://host:port/path`, all but the host optional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location<'a> {
    /// `https`, in lower case; `None` for a bare host name.
    pub scheme: Option<String>,
    /// Host name or address in lower case.
    pub host: String,
    /// Port, when it stands in the address.
    pub port: Option<u16>,
    /// Path with its leading slash, as written, without a trailing slash.
    pub path: &'a str,
}

impl<'a> Location<'a> {
    /// Takes an address apart. What is no address becomes a host.
    pub fn parse(text: &'a str) -> Self {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, text),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let authority = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        let (host, port) = split_port(authority);
        let path = tail.split(['?', '#']).next().unwrap_or_default();
        Self {
            scheme,
            host: host.to_lowercase(),
            port,
            path: path.trim_end_matches('/'),
        }
    }

    /// The port, unless it is the scheme's own.
    pub fn explicit_port(&self) -> Option<u16> {
        let own = match self.scheme.as_deref() {
            Some("http") => Some(80),
            Some("https") => Some(443),
            _ => None,
        };
        self.port.filter(|port| Some(*port) != own)
    }

    /// Whether the host is one of Exchange Online's: today's, or a pod of earlier years.
    pub fn is_exchange_online(&self) -> bool {
        is_host_of(&self.host, "outlook.com") || is_host_of(&self.host, "office365.com")
    }

    /// `host[:port]`.
    pub fn authority(&self) -> String {
        match self.explicit_port() {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }
}

/// Whether a host is a domain or below it.
pub fn is_host_of(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn split_port(authority: &str) -> (&str, Option<u16>) {
    match authority.rsplit_once(':') {
        // A colon inside brackets belongs to an IPv6 address.
        Some((host, port)) if !port.contains(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) if port.is_empty() => (host, None),
            Err(_) => (authority, None),
        },
        _ => (authority, None),
    }
}

/// The id of the organization a `CrmServerUrl` names: host and path in lower case, without scheme,
/// default port and trailing slash.
pub fn organization_id(url: &str) -> String {
    let location = Location::parse(url);
    format!("{}{}", location.authority(), location.path.to_lowercase())
}

/// A server's address in one spelling, for fingerprints: scheme and host in lower case, default port,
/// user information and trailing slash dropped; the path stays as written.
pub fn normalized(server: &str) -> String {
    let location = Location::parse(server);
    match &location.scheme {
        Some(scheme) => format!("{scheme}://{}{}", location.authority(), location.path),
        None => format!("{}{}", location.authority(), location.path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_has_one_id_however_its_url_is_written() {
        for url in [
            "https://CRM.contoso.com/Contoso",
            "http://crm.contoso.com:80/contoso/",
            "https://crm.contoso.com:443/CONTOSO",
            " crm.contoso.com/contoso ",
        ] {
            assert_eq!(organization_id(url), "crm.contoso.com/contoso", "{url}");
        }
        assert_eq!(
            organization_id("http://crm.contoso.com:5555/Contoso"),
            "crm.contoso.com:5555/contoso"
        );
        assert_eq!(
            organization_id("https://org.crm4.dynamics.com/"),
            "org.crm4.dynamics.com"
        );
    }

    #[test]
    fn a_server_keeps_its_path_as_written() {
        assert_eq!(
            normalized("HTTPS://Mail.Contoso.com:443/EWS/Exchange.asmx/"),
            "https://mail.contoso.com/EWS/Exchange.asmx"
        );
        assert_eq!(normalized("POP.contoso.com"), "pop.contoso.com");
        assert_eq!(
            normalized("https://user:secret@mail.contoso.com/ews"),
            "https://mail.contoso.com/ews"
        );
    }

    #[test]
    fn hosts_of_exchange_online_are_told_by_their_domain_alone() {
        assert!(
            Location::parse("https://outlook.office365.com/EWS/Exchange.asmx").is_exchange_online()
        );
        assert!(
            Location::parse("https://pod51014.outlook.com/ews/exchange.asmx").is_exchange_online()
        );
        assert!(!Location::parse("https://outlook.com.contoso.com/ews").is_exchange_online());
        assert!(!Location::parse("https://myoutlook.com/ews").is_exchange_online());
    }

    #[test]
    fn an_ipv6_host_keeps_its_colons() {
        let location = Location::parse("https://[fe80::1]:8443/crm");
        assert_eq!(
            (location.host.as_str(), location.port),
            ("[fe80::1]", Some(8443))
        );
    }
}
