//! Redacted files: what stays, what goes, and that the plan stays.

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use reroute::answers::Answers;
use reroute::plan::{Plan, plan};
use reroute::redact::{Redacted, RouterFile, redact};
use support::{File, files, folders, name, project, read};

fn redacted(files: &[File]) -> Redacted {
    let given = files.iter().map(|file| RouterFile {
        folder: file.folder.clone(),
        name: file.name.clone(),
        bytes: file.bytes.clone(),
    });
    redact(given.collect())
}

fn back(redacted: &Redacted) -> Vec<File> {
    let files = redacted.files.iter();
    files
        .map(|file| File::new(&file.folder, &file.name, file.bytes.clone()))
        .collect()
}

fn agent(text: impl Into<Vec<u8>>) -> File {
    File::new("A", "Microsoft.Crm.Tools.EmailAgent.xml", text)
}

/// The text that comes of one agent file.
fn text_of(text: &str) -> String {
    let found = redacted(&[agent(text)]);
    String::from_utf8(found.files[0].bytes.clone()).expect("UTF-8")
}

/// All sets of samples, the broken ones too.
fn sets() -> Vec<(String, Vec<File>)> {
    let mut sets = Vec::new();
    for root in ["samples", "samples/bad"] {
        for set in folders(&project(root)) {
            if ["bad", "published", "two-thousand", "three-routers"].contains(&name(&set).as_str())
            {
                continue;
            }
            sets.push((name(&set), files(&set)));
        }
    }
    assert!(sets.len() > 20);
    sets
}

/// Answers whose keys are no names of the files.
fn answers(set: &str) -> Answers {
    let mut answers = Answers::default();
    let path = ["samples", "samples/bad"]
        .map(|root| project(root).join(set))
        .into_iter()
        .find(|path| path.exists());
    let given = support::answers(&path.expect("a set"));
    answers.as_of = given.as_of;
    answers.target = given.target;
    answers.waves_from = given.waves_from;
    answers.tags = given.tags;
    answers.providers = given
        .providers
        .into_iter()
        .filter(|(class, _)| !class.starts_with("in-") && !class.starts_with("out-"))
        .collect();
    answers
}

/// What a plan says but for names: everything that is counted, chosen, numbered or dated.
fn skeleton(plan: &Plan) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let mut count = |what: String| *counts.entry(what).or_insert(0) += 1;
    for one in &plan.providers {
        count(format!(
            "provider {} {} {:?} {:?}",
            one.router, one.line, one.outcome, one.reason
        ));
    }
    for one in &plan.router_profiles {
        let places: Vec<_> = one
            .places
            .iter()
            .map(|place| (place.router, place.line))
            .collect();
        count(format!(
            "router profile {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {} {} {} {:?} {:?} {places:?}",
            one.routers,
            one.direction,
            one.server_kind,
            one.server_version,
            one.provider_class,
            one.decided_by,
            one.port,
            one.ssl,
            one.authentication,
            one.user.is_some(),
            one.has_user,
            one.has_password,
            one.mailboxes,
            one.outcome,
            one.reason
        ));
    }
    for one in &plan.profiles {
        let columns: Vec<_> = one.columns.iter().map(|(column, _)| column).collect();
        count(format!(
            "profile {:?} {:?} {:?} {:?} {} {columns:?}",
            one.profile_type, one.paired_by, one.outcome, one.reason, one.mailboxes
        ));
    }
    for one in &plan.mailboxes {
        let owner = one.owner.as_ref().map(|owner| owner.owner_type);
        // What is no time is text, and goes like any other.
        let threshold = one.threshold.as_deref();
        let threshold =
            threshold.map(
                |text| match text.starts_with(|first: char| first.is_ascii_digit()) {
                    true => text,
                    false => "no time",
                },
            );
        count(format!(
            "mailbox {} {:?} {owner:?} {} {:?} {:?} {:?} {:?} {}",
            one.half,
            one.kind,
            one.address.is_some(),
            one.outcome,
            one.reason,
            one.needs,
            threshold,
            one.last_error.is_some()
        ));
    }
    for one in &plan.waves {
        count(format!(
            "wave {} {:?} {} {}",
            one.number, one.kind, one.starts, one.mailboxes
        ));
    }
    for one in &plan.questions {
        count(format!(
            "question {:?} {} {}",
            one.kind,
            one.options.len(),
            one.proposed.is_some()
        ));
    }
    for one in &plan.findings {
        count(format!(
            "finding {} {:?} {:?} {} {}",
            one.id,
            one.severity,
            one.code,
            one.count,
            one.places.len()
        ));
    }
    for one in &plan.unknown_tags {
        count(format!("unknown tag {} {}", one.name, one.count));
    }
    count(format!("{:?}", plan.accounting));
    count(format!("{:?}", plan.switch));
    counts
}

#[test]
fn the_plan_of_redacted_samples_is_the_same_but_for_names() {
    for (set, files) in sets() {
        let redacted = redacted(&files);
        // What is no router's file is left out, and so are the words about it.
        let kept: Vec<File> = files
            .into_iter()
            .filter(|file| {
                !redacted
                    .left_out
                    .contains(&(file.folder.clone(), file.name.clone()))
            })
            .collect();
        let answers = answers(&set);
        let before = skeleton(&plan(&read(&kept), &answers));
        let after = skeleton(&plan(&read(&back(&redacted)), &answers));
        similar(&set, &before, &after);
    }
}

fn similar(set: &str, before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) {
    let lost: Vec<_> = before
        .iter()
        .filter(|(what, count)| after.get(*what) != Some(count))
        .collect();
    let new: Vec<_> = after
        .iter()
        .filter(|(what, count)| before.get(*what) != Some(count))
        .collect();
    assert!(
        lost.is_empty() && new.is_empty(),
        "{set}\nlost: {lost:#?}\nnew: {new:#?}"
    );
}

#[test]
fn nothing_of_the_samples_shows() {
    // Words that stand in the samples' values and nowhere else.
    let names = [
        "contoso",
        "fabrikam",
        "northwind",
        "S3cr3t",
        "CANARY",
        "maier",
        "nagy",
    ];
    for (set, files) in sets() {
        for file in &redacted(&files).files {
            let text = String::from_utf8_lossy(&file.bytes)
                .replace('\0', "")
                .to_lowercase();
            for name in names {
                let found = text.find(&name.to_lowercase());
                // A class of one's own keeps its name.
                let is_class = found
                    .is_some_and(|at| text[..at].ends_with('>') && text[at..].contains("provider"));
                assert!(
                    found.is_none() || is_class,
                    "{set}/{}/{}: {name} in {}",
                    file.folder,
                    file.name,
                    &text[found.unwrap_or(0).saturating_sub(40)..]
                );
            }
        }
    }
}

#[test]
fn structure_lengths_and_damage_stay() {
    for (set, files) in sets() {
        let redacted = redacted(&files);
        let given = read(&files);
        let after = read(&back(&redacted));
        assert_eq!(given.routers.len(), after.routers.len(), "{set}");
        for (one, other) in given.routers.iter().zip(&after.routers) {
            let ours = one
                .files
                .iter()
                .filter(|file| file.role != reroute::router::Role::Other);
            for (one, other) in ours.zip(&other.files) {
                assert_eq!(
                    (one.role, one.verdict, one.entries, one.lost_entries),
                    (other.role, other.verdict, other.entries, other.lost_entries),
                    "{set}"
                );
                let places = |file: &reroute::router::InputFile| {
                    file.faults
                        .iter()
                        .map(|fault| (fault.code, fault.at.line))
                        .collect::<Vec<_>>()
                };
                assert_eq!(
                    (places(one), one.fault_count),
                    (places(other), other.fault_count),
                    "{set}"
                );
            }
        }
    }
}

#[test]
fn values_by_their_element() {
    let text = text_of(
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Configuration xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" note='Meier'>\r\n\
         <!-- Meier's router --><SystemConfiguration><LogLevel>2</LogLevel><LogFile>c:\\Meier.log</LogFile></SystemConfiguration>\
         <ProviderConfiguration><CrmServerUrl>https://CRM.Contoso.com:5555/Contoso</CrmServerUrl><EmailAddress> meier@contoso.com </EmailAddress>\
         <ProviderClass>Microsoft.Crm.Tools.Email.Providers.Pop3PollingMailboxProvider</ProviderClass><EmailServer>pop3.contoso.com</EmailServer>\
         <EmailPort>995</EmailPort><UseSsl>True</UseSsl><CredentialType>Other Specified</CredentialType><EmailUser>CONTOSO\\meier</EmailUser>\
         <EmailPassword>Meier&amp;1!</EmailPassword><UserId>{8FF34739-13D8-E011-9077-00155D0A2C09}</UserId>\
         <LastError>Logon failed for meier at 10.1.2.3</LastError><ThresholdDate>2010-06-19T02:37:42.0000000Z</ThresholdDate>\
         <SmtpHost>contoso.com</SmtpHost><RelayUrl>smtp://meier:geheim@relay.contoso.com</RelayUrl><Retry>7</Retry><AppKey>abc</AppKey>\
         </ProviderConfiguration></Configuration>",
    );
    let value = |element: &str| {
        let (_, rest) = text.split_once(&format!("<{element}>")).expect(element);
        rest.split_once('<').expect(element).0.to_owned()
    };
    for (element, kept) in [
        ("LogLevel", "2"),
        (
            "ProviderClass",
            "Microsoft.Crm.Tools.Email.Providers.Pop3PollingMailboxProvider",
        ),
        ("EmailPort", "995"),
        ("UseSsl", "True"),
        ("CredentialType", "Other Specified"),
        ("ThresholdDate", "2010-06-19T02:37:42.0000000Z"),
    ] {
        assert_eq!(value(element), kept);
    }
    let contoso = value("SmtpHost")
        .strip_suffix(".com")
        .expect("com stays")
        .to_owned();
    assert_eq!(contoso.len(), 7);
    let capital = format!("{}{}", contoso[..1].to_uppercase(), &contoso[1..]);
    assert_eq!(
        value("CrmServerUrl"),
        format!("https://CRM.{capital}.com:5555/{capital}")
    );
    let address = value("EmailAddress");
    let meier = address
        .trim()
        .strip_suffix(&format!("@{contoso}.com"))
        .expect("the domain is the same")
        .to_owned();
    assert_eq!(
        (address.len(), meier.len()),
        (" meier@contoso.com ".len(), 5)
    );
    assert_eq!(value("EmailServer"), format!("pop3.{contoso}.com"));
    assert_eq!(
        value("EmailUser"),
        format!("{}\\{meier}", contoso.to_uppercase())
    );
    assert_eq!(value("UserId"), "{00000000-0000-4000-8000-000000000001}");
    assert_eq!(
        value("LastError"),
        format!("Logon failed for {meier} at 192.0.2.1")
    );
    assert_eq!(value("EmailPassword").len(), 8);
    assert!(
        value("EmailPassword")
            .bytes()
            .all(|byte| byte.is_ascii_lowercase())
    );
    let relay = value("RelayUrl");
    assert!(
        relay.starts_with("smtp://")
            && relay.ends_with(&format!("@relay.{contoso}.com"))
            && relay.len() == "smtp://meier:geheim@relay.contoso.com".len(),
        "{relay}"
    );
    assert_ne!(value("Retry"), "7");
    assert_ne!(value("AppKey"), "abc");
    let lower = text.to_lowercase();
    assert!(
        !lower.contains("meier") && !lower.contains("contoso") && !lower.contains("geheim"),
        "{text}"
    );
    assert!(text.starts_with("\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Configuration xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" note='"));
}

#[test]
fn the_same_value_in_every_file_order_and_spelling() {
    let one = agent(
        "<Configuration><ProviderConfiguration><EmailAddress>m&#252;ller@contoso.com</EmailAddress><IdentityHash>hzdzpo6bojytfabbohbc41r4rjho</IdentityHash></ProviderConfiguration></Configuration>",
    );
    let other = File::new(
        "A",
        "Microsoft.Crm.Tools.EmailAgent.SystemState.xml",
        "<S><hzdzpo6bojytfabbohbc41r4rjho><EmailAddress>MÜLLER@contoso.com</EmailAddress></hzdzpo6bojytfabbohbc41r4rjho></S>",
    );
    let found = redacted(&[one.clone(), other.clone()]);
    assert_eq!(
        found,
        redacted(&[other, one]),
        "the order of the files does not matter"
    );
    let texts: Vec<String> = found
        .files
        .iter()
        .map(|file| String::from_utf8(file.bytes.clone()).expect("UTF-8"))
        .collect();
    let (_, key) = texts[0].split_once("<IdentityHash>").expect("a hash");
    let key = &key[..28];
    assert!(key.starts_with('h') && key != "hzdzpo6bojytfabbohbc41r4rjho");
    assert!(
        texts[1].starts_with(&format!("<S><{key}><EmailAddress>")),
        "{}",
        texts[1]
    );
    assert!(texts[1].ends_with(&format!("</EmailAddress></{key}></S>")));
    let address = |text: &str| {
        let (_, rest) = text.split_once("<EmailAddress>").expect("an address");
        let address = rest.split_once('<').expect("an end").0.to_owned();
        let decoded = address.split_once("&#").map(|(before, rest)| {
            let (number, after) = rest.split_once(';').expect("a reference");
            let letter = char::from_u32(number.parse().expect("a number")).expect("a letter");
            format!("{before}{letter}{after}")
        });
        decoded.unwrap_or(address).to_lowercase()
    };
    assert_eq!(address(&texts[0]), address(&texts[1]));
}

#[test]
fn a_key_file_keeps_nothing_but_its_shape() {
    let key = File::new(
        "A",
        "EncryptionKey.xml",
        "<?xml version=\"1.0\"?>\n<EncryptionKey id=\"S3cr3t\">\n <Key><![CDATA[S3cr3t==]]></Key><!-- S3cr3t --> S3 cr3t\n</EncryptionKey>",
    );
    let found = redacted(&[agent("<Configuration/>"), key]);
    let text = String::from_utf8(found.files[1].bytes.clone()).expect("UTF-8");
    assert_eq!(
        text,
        "<?xml version=\"1.0\"?>\n<EncryptionKey id=\"xxxxxx\">\n <Key><![CDATA[xxxxxxxx]]></Key><!-- xxxxxx --> xx xxxx\n</EncryptionKey>"
    );
}

#[test]
fn folders_and_names_are_new_in_the_old_order() {
    let files = [
        File::new(
            "Zürich/Service",
            "Copy of Microsoft.Crm.Tools.EmailAgent.xml",
            "<Configuration/>",
        ),
        File::new(
            "Zürich/Service",
            "microsoft.crm.tools.emailagent.xml",
            "<Configuration></Configuration>",
        ),
        File::new(
            "Aachen",
            "Microsoft.Crm.Tools.EmailAgent.xml",
            "<Configuration/>",
        ),
        File::new("Aachen", "notes about Meier.txt", "text"),
    ];
    let found = redacted(&files);
    let names: Vec<_> = found
        .files
        .iter()
        .map(|file| (file.folder.as_str(), file.name.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("ROUTER-01", "Microsoft.Crm.Tools.EmailAgent.xml"),
            ("ROUTER-02", "Microsoft.Crm.Tools.EmailAgent.01.xml"),
            ("ROUTER-02", "Microsoft.Crm.Tools.EmailAgent.02.xml"),
        ]
    );
    assert_eq!(
        found.left_out,
        [("Aachen".to_owned(), "notes about Meier.txt".to_owned())]
    );
}

#[test]
fn what_was_kept_is_told() {
    let found = redacted(&[agent(
        "<Configuration><ProviderConfiguration><EmailPort>995</EmailPort><EmailServer>mail.contoso.com</EmailServer><ContosoTag/></ProviderConfiguration></Configuration>",
    )]);
    assert_eq!(found.kept.names.get("ContosoTag"), Some(&1));
    assert_eq!(found.kept.names.get("EmailPort"), Some(&2));
    assert!(found.kept.values["EmailPort"].contains("995"));
    assert_eq!(
        found
            .kept
            .words
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>(),
        ["com", "mail"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Cut or changed anywhere, in any encoding: it is survived, gives the same twice, and shows no name.
    #[test]
    fn any_damage_is_survived(cut in 0..2000_usize, at in 0..2000_usize, byte: u8, utf16: bool) {
        let text = "<Configuration>\n<ProviderConfiguration><CrmServerUrl>https://crm.xenophilius.com/Xenophilius</CrmServerUrl>\
            <EmailAddress>xenophilius@xenophilius.com</EmailAddress><EmailPassword>xenophilius</EmailPassword><LastError>no xenophilius</LastError>\
            <Unknown name=\"xenophilius\">xenophilius</Unknown><![CDATA[xenophilius]]><!-- xenophilius --></ProviderConfiguration></Configuration>";
        let mut bytes: Vec<u8> = if utf16 {
            "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        } else {
            text.as_bytes().to_vec()
        };
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(cut.max(30));
        let file = [agent(bytes)];
        let found = redacted(&file);
        prop_assert_eq!(&found, &redacted(&file));
        for file in &found.files {
            let text = String::from_utf8_lossy(&file.bytes).replace('\0', "").to_lowercase();
            prop_assert!(!text.contains("xenophilius"), "{}", text);
        }
    }
}
