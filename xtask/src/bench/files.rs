//! Agent and state files of any size: made up, realistic, and the same on every machine.
//!
//! A router has a handful of profiles. A provider of one of them has 5 to 60 children: what all of its profile
//! say, then settings, long URLs and elements nobody knows, as the dice will. What is written is not held.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::dice::Dice;
use crate::samples::{AGENT, STATE};

/// Fewest and most children of a provider.
const CHILDREN: (usize, usize) = (5, 60);

const CRM: &str = "https://crm.fabrikam.com/Fabrikam";

/// Writes a folder for each router, with about `bytes` in all their files together.
///
/// # Errors
/// Those of the file system.
pub fn write(folder: &Path, bytes: u64) -> io::Result<()> {
    let routers = match bytes >> 20 {
        0..=1 => 1,
        2..=8 => 2,
        9..=32 => 3,
        _ => 4,
    };
    let mut dice = Dice(bytes ^ 0x5eed);
    for router in 0..routers {
        let folder = folder.join(format!("ROUTER-{router}"));
        fs::create_dir_all(&folder)?;
        Router::new(&folder, router)?.write(&mut dice, bytes / routers as u64)?;
    }
    Ok(())
}

/// What all providers of a profile say, but for the account.
struct Profile {
    children: Vec<(&'static str, String)>,
    /// Whether each mailbox signs in by itself.
    own_account: bool,
}

/// The files of a router while they grow.
struct Router {
    number: usize,
    agent: BufWriter<File>,
    state: BufWriter<File>,
    written: u64,
    mailboxes: usize,
    profiles: Vec<Profile>,
}

impl Router {
    fn new(folder: &Path, number: usize) -> io::Result<Self> {
        let create = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
        Ok(Self {
            number,
            agent: create(AGENT)?,
            state: create(STATE)?,
            written: 0,
            mailboxes: 0,
            profiles: profiles(number),
        })
    }

    fn write(mut self, dice: &mut Dice, bytes: u64) -> io::Result<()> {
        const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n";
        write!(
            self.agent,
            "\u{feff}{HEAD}<Configuration>\r\n{}",
            dice.system_configuration(1)
        )?;
        write!(self.state, "{HEAD}<SystemState>\r\n")?;
        while self.written < bytes {
            let mut owners = Vec::new();
            for _ in 0..=dice.below(CHILDREN.1 - OUTGOING.len()) {
                owners.push(self.mailbox(dice)?);
            }
            self.outgoing(&owners)?;
        }
        self.agent.write_all(b"</Configuration>\r\n")?;
        self.state.write_all(b"</SystemState>\r\n")?;
        self.agent.flush()?;
        self.state.flush()
    }

    /// An incoming provider and its entry in the state file; the id of its owner.
    fn mailbox(&mut self, dice: &mut Dice) -> io::Result<String> {
        let owner = format!(
            "{:08x}-{:04x}-e011-9077-{:012x}",
            dice.next() as u32,
            dice.below(0x1_0000),
            self.number << 32 | self.mailboxes
        );
        let address = format!(
            "given.surname{}.{}@fabrikam.com",
            self.mailboxes, self.number
        );
        self.mailboxes += 1;
        let key = dice.state_key();
        let profile = &self.profiles[dice.below(self.profiles.len())];
        let mut children = vec![("EmailAddress", address.clone()), ("UserId", owner.clone())];
        if profile.own_account {
            children.push(("EmailUser", address.clone()));
        }
        children.extend(profile.children.iter().cloned());
        let wanted = wanted(dice);
        for at in spare(dice).take(wanted.saturating_sub(children.len())) {
            children.push(spare_child(at, dice, &key));
        }
        self.provider(&children)?;
        let error = [
            "",
            "",
            "",
            "The remote server returned an error: (401) Unauthorized.",
        ][dice.below(4)];
        let entry = format!(
            "  <{key}>\r\n    <EmailAddress>{address}</EmailAddress>\r\n    <LastError>{error}</LastError>\r\n    <ThresholdDate>{}</ThresholdDate>\r\n  </{key}>\r\n",
            dice.morning()
        );
        self.written += entry.len() as u64;
        self.state.write_all(entry.as_bytes())?;
        Ok(owner)
    }

    /// The provider that sends for these owners.
    fn outgoing(&mut self, owners: &[String]) -> io::Result<()> {
        let known = OUTGOING.map(|(name, value)| (name, value.to_owned()));
        let owners = owners.iter().map(|owner| ("UserId", owner.clone()));
        let children: Vec<_> = known.into_iter().chain(owners).collect();
        self.provider(&children)
    }

    fn provider(&mut self, children: &[(&str, String)]) -> io::Result<()> {
        let mut text = String::from("  <ProviderConfiguration>\r\n");
        for (name, value) in children {
            let _ = write!(text, "    <{name}>{value}</{name}>\r\n");
        }
        text.push_str("  </ProviderConfiguration>\r\n");
        self.written += text.len() as u64;
        self.agent.write_all(text.as_bytes())
    }
}

/// How many children a provider has: a fifth of them few, a tenth many.
fn wanted(dice: &mut Dice) -> usize {
    match dice.below(10) {
        0 | 1 => CHILDREN.0 + dice.below(7),
        9 => 37 + dice.below(CHILDREN.1 - 36),
        _ => 12 + dice.below(25),
    }
}

/// What else a provider says, in its order: a long URL now and then, what is known, and then what is not.
fn spare(dice: &mut Dice) -> impl Iterator<Item = usize> + use<> {
    let url = (dice.below(3) == 0).then(|| SPARE.len() + dice.below(URLS));
    let first = dice.below(SPARE.len());
    let known = (0..SPARE.len()).map(move |at| (first + at) % SPARE.len());
    let unknown = (SPARE.len()..SPARE.len() + UNKNOWN.len()).filter(move |at| Some(*at) != url);
    url.into_iter().chain(known).chain(unknown)
}

/// Exchange of three kinds, Exchange Online and POP3; from the barest to all that can be said.
fn profiles(router: usize) -> Vec<Profile> {
    let exchange = |version: &str, host: &str| {
        vec![
            ("EmailProtocol", "Exchange".to_owned()),
            ("EmailServerType", version.to_owned()),
            (
                "EmailServer",
                format!(
                    "https://{host}-{router}.messaging.emea.corp.fabrikam.com:443/EWS/Exchange.asmx"
                ),
            ),
        ]
    };
    let shared = [
        ("EmailAuthMode", "Windows"),
        ("CredentialType", "Other Specified"),
        ("EmailUser", r"FABRIKAM\svc-crmrouter"),
        ("EmailPassword", "bWFkZS11cCBhbmQgbm8gcGFzc3dvcmQ="),
        ("DeleteEmails", "False"),
        ("MoveEmails", "True"),
        ("Direction", "Incoming"),
        ("ProviderAssembly", "Microsoft.Crm.Tools.EmailProviders.dll"),
        (
            "ProviderClassName",
            "Microsoft.Crm.Tools.Email.Providers.ExchangeWSPollingMailboxProvider",
        ),
    ];
    let with = |mut children: Vec<(&'static str, String)>, more: &[(&'static str, &str)]| {
        children.insert(0, ("CrmServerUrl", CRM.to_owned()));
        children.extend(
            more.iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        Profile {
            own_account: more.contains(&("CredentialType", "User Specified")),
            children,
        }
    };
    let pop = vec![
        ("EmailProtocol", "POP3".to_owned()),
        ("EmailServer", format!("pop3-{router}.fabrikam.com")),
    ];
    let secure = [
        ("EmailPort", "995"),
        ("EmailUseSsl", "True"),
        ("EmailAuthMode", "Basic"),
        ("CredentialType", "User Specified"),
        ("EmailPassword", "bWFkZS11cCBhbmQgbm8gcGFzc3dvcmQ="),
    ];
    vec![
        with(exchange("Exchange 2010", "mail10"), &shared),
        with(exchange("Exchange 2013", "mail13"), &shared),
        with(exchange("Exchange 2016", "mail16"), &shared[..5]),
        with(pop.clone(), &secure),
        // The barest: nothing is said of an account.
        with(pop, &[]),
    ]
}

const OUTGOING: [(&str, &str); 9] = [
    ("CrmServerUrl", CRM),
    ("EmailProtocol", "SMTP"),
    ("EmailServer", "smtp.messaging.emea.corp.fabrikam.com"),
    ("EmailPort", "587"),
    ("EmailUseSsl", "True"),
    ("EmailAuthMode", "Basic"),
    ("CredentialType", "Other Specified"),
    ("EmailUser", "crm-relay@fabrikam.com"),
    ("EmailPassword", "bWFkZS11cCBhbmQgbm8gcGFzc3dvcmQ="),
];

/// What the tag table knows and no profile depends on.
const SPARE: [&str; 16] = [
    "ThresholdDateTime",
    "IdentityHash",
    "LastError",
    "BatchSize",
    "CacheCapacity",
    "MessageExpiry",
    "MaxMessageCount",
    "PollingPeriod",
    "ConnectionTimeout",
    "PendingStatusDelay",
    "SendingStatusDelay",
    "MaximumDeliveryAttempts",
    "EWSRetrieveMessageCount",
    "RequestBatchSize",
    "CrmAuthMode",
    "CrmUser",
];

/// How many of the next hold long URLs.
const URLS: usize = 4;

/// What it does not know.
const UNKNOWN: [&str; 31] = [
    "AutodiscoverUrl",
    "NotificationUrl",
    "ArchiveUrl",
    "ProxyUrl",
    "ImportBatch",
    "FolderPath",
    "ItemFilter",
    "TraceLevel",
    "RetryInterval",
    "SubjectPrefix",
    "LanguageCode",
    "TimeZoneCode",
    "OwnerTeam",
    "CostCentre",
    "Building",
    "TicketNumber",
    "MigratedFrom",
    "ReviewedBy",
    "ReviewedOn",
    "PublicFolder",
    "Throttling",
    "MaxAttachment",
    "StripSignatures",
    "TrackingTag",
    "LegacyId",
    "Comment",
    "Region",
    "Site",
    "Rack",
    "Priority",
    "Deadline",
];

/// A child that says nothing about the profile.
fn spare_child(at: usize, dice: &mut Dice, key: &str) -> (&'static str, String) {
    let Some(name) = SPARE.get(at).copied() else {
        let name = UNKNOWN[at - SPARE.len()];
        let value = if at < SPARE.len() + URLS {
            format!(
                "https://services.fabrikam.com/crm/mail/{key}/deliveries?organization=Fabrikam&amp;router=emea&amp;batch={}&amp;return=https%3A%2F%2Fcrm.fabrikam.com%2FFabrikam%2Fmain.aspx%3Fetc%3D{}",
                dice.next(),
                dice.below(10_000)
            )
        } else {
            format!("{} {}", name.to_lowercase(), dice.below(1000))
        };
        return (name, value);
    };
    let value = match name {
        "ThresholdDateTime" => dice.morning(),
        "IdentityHash" => key.to_owned(),
        "LastError" => "The mailbox &lt;archive&gt; could not be opened.".to_owned(),
        "CrmAuthMode" => "Windows".to_owned(),
        "CrmUser" => r"FABRIKAM\crmrouter".to_owned(),
        // The same for all, as on a real router.
        _ => "1000".to_owned(),
    };
    (name, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_have_the_asked_size_and_the_asked_children_and_are_the_same_again() {
        let folder = std::env::temp_dir().join(format!("reroute-files-{}", std::process::id()));
        let written = || {
            let folder = &folder;
            write(folder, 2 << 20).expect("the folder can be written");
            let files = [AGENT, STATE].map(|name| {
                (0..2).map(move |router| {
                    let file = folder.join(format!("ROUTER-{router}")).join(name);
                    fs::read_to_string(file).expect("it was written")
                })
            });
            files.into_iter().flatten().collect::<String>()
        };
        let text = written();
        assert!(
            (2 << 20..(2 << 20) + (128 << 10)).contains(&text.len()),
            "{}",
            text.len()
        );
        let counts: Vec<usize> = text
            .split("<ProviderConfiguration>")
            .skip(1)
            .filter_map(|provider| Some(provider.split_once("</Prov")?.0.matches("</").count()))
            .collect();
        assert_eq!(counts.iter().min(), Some(&CHILDREN.0));
        assert!(counts.iter().all(|count| *count <= CHILDREN.1));
        assert!(counts.iter().any(|count| *count > CHILDREN.1 - 5));
        assert!(text == written(), "the same again");
        fs::remove_dir_all(&folder).expect("it can be removed");
    }
}
