//! Writes the larger sample sets. They are made up, and the same on every run.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::dice::Dice;

/// Name of an agent file.
pub const AGENT: &str = "Microsoft.Crm.Tools.EmailAgent.xml";
/// Name of a state file.
pub const STATE: &str = "Microsoft.Crm.Tools.EmailAgent.SystemState.xml";
const KEY: &str = "EncryptionKey.xml";

/// Writes `samples/three-routers` and `samples/two-thousand` anew; what stands there besides the
/// routers' folders is left alone.
///
/// # Errors
/// Those of the file system.
pub fn run() -> io::Result<()> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    three_routers(&samples.join("three-routers"))?;
    two_thousand(&samples.join("two-thousand"))
}

/// Contoso: Exchange 2016 and a last bit of Exchange 2010 on ROUTER-A, POP3 and Exchange 2003 on ROUTER-B, Exchange Online on
/// ROUTER-C, each router with an outgoing profile of its own.
fn three_routers(folder: &Path) -> io::Result<()> {
    let mut dice = Dice(0x0051_a71e);
    let mut people = People::new("contoso.com", &["sales", "orders", "returns", "press"]);
    let owners: Vec<String> = (0..416 + 38 + 96 + 124).map(|at| dice.crm_id(at)).collect();
    let (exchange, rest) = owners.split_at(416);
    let (old, rest) = rest.split_at(38);
    let (relay, cloud) = rest.split_at(96);

    let mut a = RouterFiles::new(&dice.system_configuration(2));
    for (at, owner) in exchange.iter().enumerate() {
        let queue = at < 12;
        let (version, server) = if at < 412 {
            (
                "Exchange 2016",
                "https://mail.contoso.com/EWS/Exchange.asmx",
            )
        } else {
            (
                "Exchange 2010",
                "https://ex10.contoso.com/EWS/Exchange.asmx",
            )
        };
        let address = if at < 4 {
            people.shared(at)
        } else if queue {
            people.queue()
        } else {
            people.person(&mut dice)
        };
        a.provider(&[
            ("CrmServerUrl", CONTOSO),
            ("EmailAddress", &address),
            (if queue { "QueueId" } else { "UserId" }, owner),
            (
                "ProviderClassName",
                "Microsoft.Crm.Tools.Email.Providers.ExchangeWSPollingMailboxProvider",
            ),
            ("EmailServerType", version),
            ("EmailServerUrl", server),
            ("EmailAuthMode", "Windows"),
            ("CredentialType", "Other Specified"),
            ("EmailUser", r"CONTOSO\svc-crmrouter"),
            ("EmailPassword", "S3cr3t-CANARY-exchange"),
            ("DeleteEmails", "False"),
            ("MoveEmails", "True"),
            ("PollingPeriod", "60000"),
        ]);
        a.state(&mut dice, &address, Heard::Lately);
    }
    let mut ids = Vec::new();
    for (at, owner) in exchange.iter().enumerate() {
        ids.push((if at < 12 { "QueueId" } else { "UserId" }, owner.as_str()));
    }
    ids.extend(old.iter().map(|owner| ("UserId", owner.as_str())));
    a.provider(&with_ids(
        &[
            ("CrmServerUrl", CONTOSO),
            (
                "ProviderClassName",
                "Microsoft.Crm.Tools.Email.Providers.SmtpPollingSendEmailProvider",
            ),
            ("EmailServer", "smtp.contoso.com"),
            ("EmailPort", "587"),
            ("EmailUseSsl", "True"),
            ("EmailAuthMode", "Basic"),
            ("CredentialType", "Other Specified"),
            ("EmailUser", "crm-relay@contoso.com"),
            ("EmailPassword", "S3cr3t-CANARY-smtp-587"),
        ],
        &ids,
    ));
    a.write(&folder.join("ROUTER-A"), Damage::None)?;

    let mut b = RouterFiles::new(&dice.system_configuration(1));
    for at in 0..96 {
        let address = if at < 4 {
            people.shared(at)
        } else {
            people.person(&mut dice)
        };
        b.provider(&[
            ("CrmServerUrl", CONTOSO),
            ("EmailAddress", &address),
            (
                "ProviderClassName",
                "Microsoft.Crm.Tools.Email.Providers.Pop3PollingMailboxProvider",
            ),
            ("EmailServer", "pop.contoso.com"),
            ("EmailPort", "995"),
            ("EmailUseSsl", "True"),
            ("EmailAuthMode", "Basic"),
            ("CredentialType", "User Specified"),
            ("EmailUser", &address),
            ("EmailPassword", "S3cr3t-CANARY-pop3"),
            ("DeleteEmails", "False"),
            ("PollingPeriod", "120000"),
        ]);
        let heard = match at {
            40 => Heard::Error("The remote server returned an error: -ERR [AUTH] Invalid login."),
            41 => Heard::Never,
            _ => Heard::Lately,
        };
        b.state(&mut dice, &address, heard);
    }
    for owner in old {
        let address = people.person(&mut dice);
        b.provider(&[
            ("CrmServerUrl", CONTOSO),
            ("EmailAddress", &address),
            ("UserId", owner),
            (
                "ProviderClassName",
                "Microsoft.Crm.Tools.Email.Providers.ExchangePollingMailboxProvider",
            ),
            ("EmailServerType", "Exchange 2003"),
            ("EmailServerUrl", "https://ex03.contoso.com/exchange"),
            ("EmailAuthMode", "Windows"),
            ("CredentialType", "Local System Account"),
            ("DeleteEmails", "False"),
            ("MoveEmails", "True"),
        ]);
        b.state(&mut dice, &address, Heard::Lately);
    }
    let ids: Vec<_> = relay
        .iter()
        .map(|owner| ("UserId", owner.as_str()))
        .collect();
    b.provider(&with_ids(
        &[
            ("CrmServerUrl", CONTOSO),
            (
                "ProviderClassName",
                "Microsoft.Crm.Tools.Email.Providers.SmtpPollingSendEmailProvider",
            ),
            ("EmailServer", "relay.contoso.com"),
            ("EmailPort", "25"),
            ("EmailUseSsl", "False"),
            ("EmailAuthMode", "Basic"),
            ("CredentialType", "User Specified"),
            ("EmailPassword", "S3cr3t-CANARY-relay"),
        ],
        &ids,
    ));
    b.write(&folder.join("ROUTER-B"), Damage::UnclosedThreshold(60))?;

    let mut c = RouterFiles::new(&dice.system_configuration(1));
    for (at, owner) in cloud.iter().enumerate() {
        let queue = at < 4;
        let address = if queue {
            people.queue()
        } else {
            people.person(&mut dice)
        };
        c.provider(&[
            ("CrmServerUrl", CONTOSO),
            ("EmailAddress", &address),
            (if queue { "QueueId" } else { "UserId" }, owner),
            (
                "ProviderClassName",
                "Microsoft.Crm.Tools.Email.Providers.ExchangeOnlinePollingMailboxProvider",
            ),
            (
                "EmailServerUrl",
                "https://outlook.office365.com/EWS/Exchange.asmx",
            ),
            ("EmailAuthMode", "Basic"),
            ("CredentialType", "Other Specified"),
            ("EmailUser", "crm-mail@contoso.com"),
            ("EmailPassword", "S3cr3t-CANARY-online"),
            ("DeleteEmails", "False"),
        ]);
        c.state(&mut dice, &address, Heard::Lately);
    }
    let ids: Vec<_> = (cloud.iter().enumerate())
        .map(|(at, owner)| (if at < 4 { "QueueId" } else { "UserId" }, owner.as_str()))
        .collect();
    c.provider(&with_ids(
        &[
            ("CrmServerUrl", CONTOSO),
            (
                "ProviderClassName",
                "Microsoft.Crm.Tools.Email.Providers.ExchangeOnlinePollingSendEmailProvider",
            ),
            (
                "EmailServerUrl",
                "https://outlook.office365.com/EWS/Exchange.asmx",
            ),
            ("EmailAuthMode", "Basic"),
            ("CredentialType", "Other Specified"),
            ("EmailUser", "crm-mail@contoso.com"),
            ("EmailPassword", "S3cr3t-CANARY-online"),
        ],
        &ids,
    ));
    c.write(&folder.join("ROUTER-C"), Damage::None)
}

/// Fabrikam: 2,000 POP3 mailboxes in half rows on two routers that share one SMTP profile.
fn two_thousand(folder: &Path) -> io::Result<()> {
    let mut dice = Dice(0x2000);
    let mut people = People::new("fabrikam.com", &[]);
    for (number, label) in ["MAIL-EAST", "MAIL-WEST"].into_iter().enumerate() {
        let mut router = RouterFiles::new(&dice.system_configuration(1));
        let mut owners = Vec::new();
        for at in 0..1000 {
            let address = people.person(&mut dice);
            owners.push(dice.crm_id(number * 1000 + at));
            router.provider(&[
                ("CrmServerUrl", "http://crm.fabrikam.com/Fabrikam"),
                ("EmailAddress", &address),
                ("EmailProtocol", "POP3"),
                ("ServerLocation", "pop3.fabrikam.com"),
                ("Port", "995"),
                ("UseSsl", "1"),
                ("AccessType", "User Specified"),
                ("UserName", &address),
                ("Password", "S3cr3t-CANARY-fabrikam"),
            ]);
            router.state(&mut dice, &address, Heard::Lately);
        }
        let ids: Vec<_> = owners
            .iter()
            .map(|owner| ("UserId", owner.as_str()))
            .collect();
        router.provider(&with_ids(
            &[
                ("CrmServerUrl", "http://crm.fabrikam.com/Fabrikam"),
                ("EmailProtocol", "SMTP"),
                ("ServerLocation", "smtp.fabrikam.com"),
                ("Port", "587"),
                ("UseSsl", "1"),
                ("AccessType", "Other Specified"),
                ("UserName", "crm-reader@fabrikam.com"),
                ("Password", "S3cr3t-CANARY-fabrikam"),
            ],
            &ids,
        ));
        router.write(&folder.join(label), Damage::None)?;
    }
    Ok(())
}

const CONTOSO: &str = "https://crm.contoso.com/Contoso";

fn with_ids<'a>(
    tags: &[(&'a str, &'a str)],
    ids: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    [tags, ids].concat()
}

/// What the state file says of a mailbox.
#[derive(Clone, Copy)]
enum Heard<'a> {
    Lately,
    Never,
    Error(&'a str),
}

/// How a state file is broken.
#[derive(Clone, Copy)]
enum Damage {
    None,
    /// The end tag of the threshold of this entry has lost its slash.
    UnclosedThreshold(usize),
}

/// The files of one router while they grow.
struct RouterFiles {
    agent: String,
    entries: Vec<String>,
}

impl RouterFiles {
    fn new(system_configuration: &str) -> Self {
        let agent = format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Configuration>\r\n{system_configuration}"
        );
        Self {
            agent,
            entries: Vec::new(),
        }
    }

    fn provider(&mut self, tags: &[(&str, &str)]) {
        self.agent.push_str("  <ProviderConfiguration>\r\n");
        for (name, value) in tags {
            let _ = write!(self.agent, "    <{name}>{value}</{name}>\r\n");
        }
        self.agent.push_str("  </ProviderConfiguration>\r\n");
    }

    fn state(&mut self, dice: &mut Dice, address: &str, heard: Heard<'_>) {
        let key = dice.state_key();
        let (error, threshold) = match heard {
            Heard::Lately => ("", dice.morning()),
            Heard::Never => ("", "0001-01-01T00:00:00.0000000Z".to_owned()),
            Heard::Error(text) => (text, dice.morning()),
        };
        self.entries.push(format!(
            "  <{key}>\r\n    <EmailAddress>{address}</EmailAddress>\r\n    <LastError>{error}</LastError>\r\n    <ThresholdDate>{threshold}</ThresholdDate>\r\n  </{key}>\r\n"
        ));
    }

    fn write(&self, folder: &Path, damage: Damage) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let file = |name: &str| -> PathBuf { folder.join(name) };
        fs::write(file(AGENT), format!("{}</Configuration>\r\n", self.agent))?;
        let mut entries = self.entries.clone();
        if let Damage::UnclosedThreshold(at) = damage {
            entries[at] = entries[at].replace("</ThresholdDate>", "<ThresholdDate>");
        }
        let state = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<SystemState>\r\n{}</SystemState>\r\n",
            entries.concat()
        );
        fs::write(file(STATE), state)?;
        fs::write(
            file(KEY),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<EncryptionKey>\r\n  <Key>made-up-S3cr3t-CANARY-key</Key>\r\n</EncryptionKey>\r\n",
        )
    }
}

/// Names for mailboxes, none twice.
struct People {
    domain: &'static str,
    shared: &'static [&'static str],
    used: std::collections::BTreeSet<String>,
    queues: usize,
}

impl People {
    fn new(domain: &'static str, shared: &'static [&'static str]) -> Self {
        Self {
            domain,
            shared,
            used: std::collections::BTreeSet::new(),
            queues: 0,
        }
    }

    /// A mailbox that two routers read.
    fn shared(&self, at: usize) -> String {
        format!("{}@{}", self.shared[at], self.domain)
    }

    fn queue(&mut self) -> String {
        let team = QUEUES[self.queues % QUEUES.len()];
        let round = self.queues / QUEUES.len();
        self.queues += 1;
        if round == 0 {
            format!("{team}@{}", self.domain)
        } else {
            format!("{team}.{}@{}", ["emea", "apac"][round - 1], self.domain)
        }
    }

    fn person(&mut self, dice: &mut Dice) -> String {
        loop {
            let initial = char::from(b'a' + dice.below(26) as u8);
            let last = LAST_NAMES[dice.below(LAST_NAMES.len())];
            let plain = format!("{initial}.{last}@{}", self.domain);
            if self.used.insert(plain.clone()) {
                return plain;
            }
            let second = char::from(b'a' + dice.below(26) as u8);
            let longer = format!("{initial}{second}.{last}@{}", self.domain);
            if self.used.insert(longer.clone()) {
                return longer;
            }
        }
    }
}

const QUEUES: &[&str] = &[
    "support",
    "service",
    "billing",
    "claims",
    "contracts",
    "dispatch",
    "events",
    "feedback",
    "hotline",
    "invoices",
    "jobs",
    "logistics",
    "partners",
    "warranty",
];

const LAST_NAMES: &[&str] = &[
    "abbas",
    "albrecht",
    "andersson",
    "bauer",
    "bianchi",
    "brandt",
    "carvalho",
    "castillo",
    "chen",
    "dahl",
    "dubois",
    "eriksen",
    "farkas",
    "fischer",
    "garcia",
    "greco",
    "haas",
    "hoffmann",
    "ibsen",
    "iversen",
    "jansen",
    "kaya",
    "keller",
    "kowalski",
    "lange",
    "lindner",
    "lopez",
    "maier",
    "martin",
    "moreau",
    "nagy",
    "neumann",
    "novak",
    "okafor",
    "olsen",
    "ortega",
    "petrov",
    "pohl",
    "quinn",
    "ricci",
    "roth",
    "sato",
    "schmid",
    "silva",
    "sorensen",
    "tanaka",
    "thomsen",
    "ulrich",
    "varga",
    "vogel",
    "weber",
    "wolf",
    "yilmaz",
    "zimmer",
];
