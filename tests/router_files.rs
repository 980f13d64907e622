//! Reading files of routers: what is recognised, what is kept, what is never kept.
#![allow(clippy::unwrap_used)]

use reroute::router::{Field, FileReader, Given, ReadFile, Role, Value, Verdict, group};

fn read(name: &str, bytes: &[u8]) -> ReadFile {
    let mut reader = FileReader::new(name);
    reader.push(bytes);
    reader.finish()
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/tests/fixtures/router/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

const AGENT: &str = "Microsoft.Crm.Tools.EmailAgent.xml";
const STATE: &str = "Microsoft.Crm.Tools.EmailAgent.SystemState.xml";

/// The faults as `code line:column`.
fn faults(read: &ReadFile) -> Vec<String> {
    read.file
        .faults
        .iter()
        .map(|fault| format!("{} {}:{}", fault.code, fault.at.line, fault.at.column))
        .collect()
}

#[test]
fn the_published_whole_file_is_read_whole() {
    let read = read(
        "any.xml",
        &fixture("02-emailagent-whole-file.msdocs-d365.xml"),
    );
    assert_eq!(
        (read.file.role, read.file.verdict, read.file.fault_count),
        (Role::Agent, Verdict::Whole, 0)
    );
    let agent = read.agent.unwrap();
    let settings: Vec<_> = agent
        .system
        .iter()
        .map(|one| (&*one.name, &*one.value, one.line))
        .collect();
    assert_eq!(settings[4], ("ConfigUpdatePeriod", "3600000", 8));
    assert_eq!(settings[6], ("LogFile", "c:\\emailRouterLog.txt", 10));
    assert_eq!(settings[12], ("ProviderOverrides/BatchSize", "5", 17));
    assert_eq!(settings.len(), 14);
}

#[test]
fn a_fragment_keeps_its_settings_and_names_its_root() {
    let read = read(
        "any.xml",
        &fixture("01-emailagent-systemconfiguration.msdn-2008.xml"),
    );
    assert_eq!(
        (read.file.role, read.file.verdict),
        (Role::Agent, Verdict::Damaged)
    );
    assert_eq!(faults(&read), ["XML0041 1:1"]);
    assert_eq!(
        read.file.faults[0].message,
        "The outermost element is <SystemConfiguration>, which is not that of an Email Router file."
    );
    assert_eq!(read.agent.unwrap().system.len(), 6);
}

#[test]
fn a_fragment_of_a_provider_is_recognised() {
    let read = read(
        "any.xml",
        &fixture("03-emailagent-outgoing-users.technetwiki-7527.xml.txt"),
    );
    assert_eq!(
        (read.file.role, read.file.verdict),
        (Role::Agent, Verdict::Unreadable)
    );
    assert_eq!(faults(&read), ["XML0041 1:1", "XML0010 2:1"]);
}

#[test]
fn the_published_damaged_state_file_names_the_lines() {
    let read = read(STATE, &fixture("04-systemstate-fragment.crmindia-2012.txt"));
    assert_eq!(
        (read.file.role, read.file.verdict),
        (Role::State, Verdict::Unreadable)
    );
    assert_eq!(
        faults(&read),
        [
            "XML0019 5:44",
            "XML0011 7:1",
            "XML0010 10:1",
            "XML0018 15:1"
        ]
    );
    assert_eq!(read.file.faults[0].opened.unwrap().line, 5);
    assert_eq!((read.file.entries, read.file.lost_entries), (0, 2));
}

#[test]
fn a_missing_slash_costs_one_entry() {
    let text = "<State>
<hzdzpo6bojytfabbohbc41r4rjho><EmailAddress>a@x</EmailAddress><thresholddate>2010-06-19T02:37:42.0000000Z<thresholddate></hzdzpo6bojytfabbohbc41r4rjho>
<hc7huh096asdikakwriugmr3p1bk><EmailAddress>b@x</EmailAddress><thresholddate>2011-06-19T02:37:42.0000000Z</thresholddate></hc7huh096asdikakwriugmr3p1bk>
</State>";
    let read = read("x", text.as_bytes());
    assert_eq!(faults(&read), ["XML0019 2:106"]);
    assert_eq!(
        (read.file.verdict, read.file.entries, read.file.lost_entries),
        (Verdict::Damaged, 1, 1)
    );
    let state = read.state.unwrap();
    assert_eq!(state.entries[0].address.as_deref(), Some("b@x"));
    assert_eq!(
        state.entries[0].threshold.as_deref(),
        Some("2011-06-19T02:37:42.0000000Z")
    );
    assert_eq!(state.entries[0].at.line, 3);
}

const PROVIDER: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Configuration>
  <ProviderConfiguration>
    <CRMSERVERURL>https://admin:topsecret1@crm.contoso.com/Contoso</CRMSERVERURL>
    <EmailUser>QWxhZGRpbjpvcGVuIHNlc2FtZQ==</EmailUser>
    <EmailPassword>hunter2hunter2</EmailPassword>
    <EmailAddress> a@contoso.com </EmailAddress>
    <LastError>login failed: password=hunter3; bye</LastError>
    <Strange><Inner>1</Inner><ApiKey>hunter4</ApiKey></Strange>
    <Blob>0123456789abcdef0123456789abcdef</Blob>
    <ssl/>
  </ProviderConfiguration>
</Configuration>"#;

#[test]
fn a_provider_is_read_through_the_tag_table() {
    let read = read(AGENT, PROVIDER.as_bytes());
    assert_eq!((read.file.verdict, read.file.entries), (Verdict::Whole, 1));
    let agent = read.agent.unwrap();
    let provider = &agent.providers[0];
    assert_eq!((provider.at.line, provider.at.column), (3, 3));
    let plain = |field| {
        provider
            .plain(field)
            .map(|(text, line)| (text.to_string(), line))
    };
    assert_eq!(
        plain(Field::CrmServerUrl),
        Some(("https://crm.contoso.com/Contoso".into(), 4))
    );
    assert_eq!(
        plain(Field::EmailAddress),
        Some(("a@contoso.com".into(), 7))
    );
    assert_eq!(
        plain(Field::LastError),
        Some(("login failed: password=••• bye".into(), 8))
    );
    assert!(!provider.has(Field::Ssl));
    let opaque: Vec<_> = provider
        .fields
        .iter()
        .filter(|held| held.value == Value::Opaque)
        .map(|held| held.field)
        .collect();
    assert_eq!(opaque, [Field::User, Field::Password]);
    let unknown: Vec<_> = provider
        .unknown
        .iter()
        .map(|tag| (&*tag.name, &tag.value, tag.line))
        .collect();
    assert_eq!(
        unknown,
        [
            ("Strange/Inner", &Value::Plain("1".into()), 9),
            ("Strange/ApiKey", &Value::Opaque, 9),
            ("Blob", &Value::Opaque, 10)
        ]
    );
    let shown = format!("{agent:?}");
    for secret in ["topsecret1", "hunter", "QWxhZ", "0123456789abcdef"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[test]
fn utf_16_is_read_with_places_in_the_file() {
    let text = PROVIDER
        .replace("utf-8", "utf-16")
        .replace("a@contoso.com", "ä😀@contoso.com <");
    for little in [true, false] {
        let mut bytes = Vec::new();
        for unit in std::iter::once(0xFEFF).chain(text.encode_utf16()) {
            bytes.extend(if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            });
        }
        let read = read(AGENT, &bytes);
        assert_eq!(faults(&read), ["XML0012 7:35"]);
        let before = text.find("com <").unwrap() + 4;
        assert_eq!(
            read.file.faults[0].at.byte,
            2 + 2 * text[..before].encode_utf16().count() as u64
        );
        assert_eq!((read.file.entries, read.file.lost_entries), (0, 1));
    }
}

#[test]
fn every_kind_of_file_is_known() {
    for (name, bytes, role, verdict) in [
        (AGENT, "", Role::Agent, Verdict::Empty),
        ("notes.txt", "hello", Role::Other, Verdict::NotOurs),
        ("page.xml", "<html/>", Role::Other, Verdict::NotOurs),
        (AGENT, "<html/>", Role::Agent, Verdict::Unreadable),
        (AGENT, "PK\u{3}\u{4}\0\0", Role::Agent, Verdict::Unreadable),
        (
            "x.Configuration.bin",
            "\0\u{1}",
            Role::Other,
            Verdict::NotNeeded,
        ),
        (
            "ENCRYPTIONKEY.XML",
            "<k><v>abc</v></k>",
            Role::Key,
            Verdict::Whole,
        ),
        (
            "key.xml",
            "<EncryptionKey>abc</EncryptionKey>",
            Role::Key,
            Verdict::Whole,
        ),
        (
            "EncryptionKey.xml",
            "<k><v>abc</k>",
            Role::Key,
            Verdict::Damaged,
        ),
        (
            "EncryptionKey.xml",
            "<Configuration/>",
            Role::Agent,
            Verdict::Whole,
        ),
        (STATE, "<State/>", Role::State, Verdict::Whole),
        (
            STATE,
            "<State><x><EmailAddress>a@b</EmailAddress></x></State>",
            Role::State,
            Verdict::Whole,
        ),
    ] {
        let read = read(name, bytes.as_bytes());
        assert_eq!(
            (read.file.role, read.file.verdict),
            (role, verdict),
            "{name} {bytes}"
        );
        assert_eq!(read.file.sha256.is_none(), role == Role::Key);
    }
}

#[test]
fn damage_in_one_provider_costs_that_provider() {
    let provider = |address: &str| {
        format!(
            "<ProviderConfiguration><EmailAddress>{address}</EmailAddress></ProviderConfiguration>\n"
        )
    };
    for damaged in [
        "<ProviderConfiguration><EmailAddress>b@x<EmailAddress></ProviderConfiguration>\n",
        "<ProviderConfiguration><EmailAddress>b@x</EmailAddress>\n",
        "<ProviderConfiguration><EmailAddr",
        "<ProviderConfiguration><EmailAddress a=\">b@x</EmailAddress></ProviderConfiguration>\n",
        "<ProviderConfiguration><!-- b@x</EmailAddress></ProviderConfiguration>\n",
        "<ProviderConfiguration><![CDATA[b@x</EmailAddress></ProviderConfiguration>\n",
        "<ProviderConfiguration><?b x</EmailAddress></ProviderConfiguration>\n",
        "<ProviderConfiguration><EmailAddress>\u{1}</EmailAddress></ProviderConfiguration>\n",
        "<ProviderConfiguration><Port>&port;</Port></ProviderConfiguration>\n",
    ] {
        let text = format!(
            "<Configuration>{}{damaged}{}{}</Configuration>",
            provider("a@x"),
            provider("c@x"),
            provider("d@x")
        );
        let read = read(AGENT, text.as_bytes());
        let agent = read.agent.unwrap();
        let addresses: Vec<_> = agent
            .providers
            .iter()
            .map(|one| one.plain(Field::EmailAddress).unwrap().0.to_string())
            .collect();
        assert_eq!(addresses, ["a@x", "c@x", "d@x"], "{damaged}");
        assert_eq!(
            (read.file.verdict, read.file.lost_entries),
            (Verdict::Damaged, 1),
            "{damaged}"
        );
        assert_eq!(read.file.fault_count, 1, "{damaged} {:?}", read.file.faults);
    }
}

#[test]
fn files_become_routers_by_folder_and_by_label() {
    let given = |folder: &str, router: Option<&str>, name: &str, text: &str| Given {
        folder: folder.into(),
        router: router.map(Into::into),
        read: read(name, text.as_bytes()),
    };
    let reading = group(vec![
        given("b/Service", None, AGENT, "<Configuration/>"),
        given("b/Service", None, "readme.txt", "x"),
        given("a/Service", None, AGENT, "<Configuration/>"),
        given(
            "a/Service",
            None,
            "Copy of Microsoft.Crm.Tools.EmailAgent.xml",
            "<Configuration> </Configuration>",
        ),
        given("c", None, STATE, "<State/>"),
        given("", Some("d"), AGENT, "<Configuration/>"),
        given("pictures", None, "x.png", "x"),
    ]);
    let routers: Vec<_> = reading
        .routers
        .iter()
        .map(|router| {
            (
                router.number,
                &*router.label,
                router.files.len(),
                router.agent.is_some(),
                router.state.is_some(),
            )
        })
        .collect();
    assert_eq!(
        routers,
        [
            (1, "a", 2, true, false),
            (2, "b", 2, true, false),
            (3, "c", 1, false, true),
            (4, "d", 1, true, false)
        ]
    );
    assert_eq!(reading.routers[0].files[1].verdict, Verdict::Duplicate);
    assert_eq!(reading.others.len(), 1);

    let loose = group(vec![
        given("", None, AGENT, "<Configuration/>"),
        given("", None, STATE, "<State/>"),
    ]);
    assert_eq!((loose.routers.len(), loose.routers[0].files.len()), (1, 2));
    let scattered = group(vec![
        given("", None, "EmailAgent 1.xml", "<Configuration/>"),
        given(
            "",
            None,
            "EmailAgent 2.xml",
            "<Configuration> </Configuration>",
        ),
    ]);
    assert_eq!(scattered.routers.len(), 2);
}
