//! Secrets planted wherever an input can hold one are in no output, in no form.

mod support;

use std::collections::BTreeMap;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use reroute::answers::Answers;
use reroute::artifacts::{ARTIFACTS, bundle};
use reroute::directory::{Directory, Reader, directory};
use reroute::plan::{Plan, plan_with_directory};
use reroute::unzip::{Archive, MAX_UNPACKED};
use support::{File, read, read_in};

const AGENT: &str = "Microsoft.Crm.Tools.EmailAgent.xml";
const STATE: &str = "Microsoft.Crm.Tools.EmailAgent.SystemState.xml";

const READING: &str = "the reading, debugged";

/// A secret nobody has: with every character that some format escapes.
fn secret(place: &str) -> String {
    format!("S3<&>'\"é%+/{place}-CANARY")
}

/// The places a secret stands in. `{}` in their text is the secret, as XML has it.
const PLACES: &[(&str, &str)] = &[
    (
        "threshold",
        "<ThresholdDateTime>password={w}</ThresholdDateTime>",
    ),
    ("password", "<EmailPassword>{}</EmailPassword>"),
    ("pass", "<Password>{}</Password>"),
    ("crm-password", "<CrmPassword>{}</CrmPassword>"),
    ("opaque-user", "<EmailUser>{b}</EmailUser>"),
    ("crm-user", "<CrmUser>{b}</CrmUser>"),
    ("secret-tag", "<AppSecret>{}</AppSecret>"),
    ("key-tag", "<ApiKey>{}</ApiKey>"),
    ("pwd-tag", "<SmtpPwd>{}</SmtpPwd>"),
    ("token-tag", "<RefreshToken>{}</RefreshToken>"),
    ("credential-tag", "<StoredCredential>{}</StoredCredential>"),
    (
        "nested-tag",
        "<Advanced><Passphrase>{}</Passphrase></Advanced>",
    ),
    ("blob", "<Blob>{b}</Blob>"),
    ("hex-blob", "<Fingerprint>{h}</Fingerprint>"),
    (
        "server-url",
        "<Server>https://crm:{u}@mail.contoso.com/EWS/Exchange.asmx</Server>",
    ),
    (
        "unknown-url",
        "<RelayUrl>smtp://relay:{u}@relay.contoso.com</RelayUrl>",
    ),
    (
        "last-error",
        "<LastError>Logon failed for crm: password={w}; try again</LastError>",
    ),
    (
        "last-error-url",
        "<LastError>GET https://crm:{u}@mail.contoso.com failed</LastError>",
    ),
    (
        "last-error-json",
        "<LastError>{\"client_secret\":\"{w}\"}</LastError>",
    ),
    (
        "last-error-blob",
        "<LastError>Bad blob {b} in the store</LastError>",
    ),
    (
        "crm-url",
        "<CrmServerUrl>https://crm:{u}@crm.contoso.com/Contoso</CrmServerUrl>",
    ),
];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn percent(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes()
        .map(|byte| {
            if plain(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}

/// JSON with everything beyond ASCII as escapes.
fn ascii_json(text: &str) -> String {
    let json = serde_json::to_string(text).expect("a string");
    let mut escaped = String::new();
    for c in json.trim_matches('"').chars() {
        if c.is_ascii() {
            escaped.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped
}

/// What a free text can hold without ending the secret in the middle: a word.
fn word(place: &str) -> String {
    format!("S3cr3t{place}CANARY")
}

/// A place's text with its secret in.
fn planted((place, text): &(&str, &str)) -> String {
    let secret = secret(place);
    text.replace("{}", &xml(&secret))
        .replace("{b}", &STANDARD.encode(&secret))
        .replace("{h}", &hex(secret.as_bytes()))
        .replace("{u}", &percent(&secret))
        .replace("{w}", &word(place))
}

/// Forms of a text, by name.
type Forms = Vec<(String, Vec<u8>)>;

/// Every form in which a text could still be read.
fn forms(text: &str) -> Forms {
    let wide = |to: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(to).collect() };
    let mut forms = vec![
        ("plain".to_owned(), text.as_bytes().to_vec()),
        ("hex".to_owned(), hex(text.as_bytes()).into_bytes()),
        (
            "upper-case hex".to_owned(),
            hex(text.as_bytes()).to_uppercase().into_bytes(),
        ),
        ("UTF-16LE".to_owned(), wide(u16::to_le_bytes)),
        ("UTF-16BE".to_owned(), wide(u16::to_be_bytes)),
        ("URL".to_owned(), percent(text).into_bytes()),
        (
            "lower-case URL".to_owned(),
            percent(text).to_lowercase().into_bytes(),
        ),
        ("XML".to_owned(), xml(text).into_bytes()),
        (
            "JSON".to_owned(),
            serde_json::to_string(text)
                .expect("a string")
                .trim_matches('"')
                .as_bytes()
                .to_vec(),
        ),
        (
            "HTML".to_owned(),
            xml(text).replace("&apos;", "&#39;").into_bytes(),
        ),
        ("ASCII JSON".to_owned(), ascii_json(text).into_bytes()),
        (
            "Markdown".to_owned(),
            text.replace('<', "\\<")
                .replace('>', "\\>")
                .replace('&', "\\&")
                .into_bytes(),
        ),
        (
            "hex of UTF-16LE".to_owned(),
            hex(&wide(u16::to_le_bytes)).into_bytes(),
        ),
        ("CSV".to_owned(), text.replace('"', "\"\"").into_bytes()),
        ("lower case".to_owned(), text.to_lowercase().into_bytes()),
    ];
    for (name, bytes) in [
        ("", text.as_bytes().to_vec()),
        ("UTF-16LE ", wide(u16::to_le_bytes)),
        ("UTF-16BE ", wide(u16::to_be_bytes)),
    ] {
        for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
            forms.push((format!("{name}Base64"), engine.encode(&bytes).into_bytes()));
        }
        // In the middle of something longer, Base64 looks one of three ways.
        for shift in 0..3 {
            let code = STANDARD_NO_PAD.encode(
                [
                    &vec![0; shift][..],
                    &bytes[..bytes.len() - (bytes.len() + shift) % 3],
                ]
                .concat(),
            );
            forms.push((
                format!("{name}Base64 shifted by {shift}"),
                code.as_bytes()[if shift == 0 { 0 } else { 4 }..].to_vec(),
            ));
        }
    }
    forms
}

/// Every secret planted, with the place it was planted in.
fn secrets() -> Vec<(String, Forms)> {
    let mut all = Vec::new();
    for (place, text) in PLACES {
        let inner = if text.contains("{w}") {
            word(place)
        } else {
            secret(place)
        };
        all.push(((*place).to_owned(), forms(&inner)));
    }
    for place in [
        "key-file",
        "state-error",
        "state-url",
        "system-password",
        "export-password",
        "export-stranger",
    ] {
        all.push((place.to_owned(), forms(&word(place))));
    }
    all
}

fn files() -> Vec<File> {
    let provider = |planted: &str, at: usize| {
        let url = if planted.contains("<CrmServerUrl>") {
            ""
        } else {
            "<CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl>\n"
        };
        let server = if planted.contains("<Server>") {
            ""
        } else {
            "<Server>pop.contoso.com</Server>\n<Port>995</Port>\n"
        };
        format!(
            "<ProviderConfiguration>\n{url}<EmailAddress>m{at}@contoso.com</EmailAddress>\n{server}<CredentialType>{}</CredentialType>\n{planted}\n</ProviderConfiguration>\n",
            if at.is_multiple_of(2) {
                "Other Specified"
            } else {
                "User Specified"
            },
        )
    };
    let providers: String = PLACES
        .iter()
        .enumerate()
        .map(|(at, place)| provider(&planted(place), at))
        .collect();
    let outgoing = format!(
        "<ProviderConfiguration>\n<CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl>\n<Server>smtp.contoso.com</Server>\n<Port>587</Port>\n\
         <UserId>11111111-aaaa-4aaa-8aaa-111111111111</UserId>\n{}\n</ProviderConfiguration>\n",
        PLACES[..4]
            .iter()
            .map(planted)
            .collect::<Vec<_>>()
            .join("\n")
    );
    let system = format!(
        "<SystemConfiguration><LogLevel>1</LogLevel><ProxyPassword>{}</ProxyPassword></SystemConfiguration>",
        word("system-password")
    );
    let agent = format!("<Configuration>\n{system}\n{providers}{outgoing}</Configuration>\n");
    let state = format!(
        "<State>\n<h{:027}><EmailAddress>m0@contoso.com</EmailAddress><LastError>pwd={} was refused</LastError><ThresholdDate>2026-11-23T08:30:00Z</ThresholdDate></h{:027}>\n\
         <h{:027}><EmailAddress>m1@contoso.com</EmailAddress><LastError>https://u:{}@pop.contoso.com</LastError><ThresholdDate>2026-11-23T08:30:00Z</ThresholdDate></h{:027}>\n</State>\n",
        1,
        word("state-error"),
        1,
        2,
        word("state-url"),
        2
    );
    let key = format!(
        "<EncryptionKey><Key>{}</Key></EncryptionKey>",
        word("key-file")
    );
    vec![
        File::new("ROUTER-A", AGENT, agent),
        File::new("ROUTER-A", STATE, state),
        File::new("ROUTER-A", "EncryptionKey.xml", key),
    ]
}

/// An export of the organization with columns it should not have.
fn export() -> Directory {
    let text = format!(
        "mailboxid,emailaddress,password,Kennwort\n9a8b7c6d-0000-4000-8000-000000000001,m0@contoso.com,{},{}\n",
        word("export-password"),
        word("export-stranger")
    );
    let mut reader = Reader::new("mailboxes.csv");
    reader.push(text.as_bytes());
    let directory = directory(&[reader.finish()], &BTreeMap::new());
    assert!(!directory.files[0].refused);
    directory
}

fn answers() -> Answers {
    let text = r#"{ "as_of": "2026-11-23T09:00:00Z", "target": "onpremises-9", "waves_from": "2026-12-01T17:00:00Z", "without_url": "include", "all_pairs_as_proposed": true }"#;
    serde_json::from_str(text).expect("answers")
}

/// Everything that leaves the house, by name.
fn outputs(plan: &Plan) -> Vec<(String, Vec<u8>)> {
    let mut outputs = vec![
        (
            "the plan".to_owned(),
            serde_json::to_vec_pretty(plan).expect("a plan is JSON"),
        ),
        (
            "the plan, debugged".to_owned(),
            format!("{plan:?}").into_bytes(),
        ),
    ];
    for artifact in ARTIFACTS {
        let mut bytes = Vec::new();
        artifact
            .write(plan, &mut bytes)
            .expect("a Vec takes everything");
        outputs.push((artifact.about().name.to_owned(), bytes));
    }
    let mut bytes = Vec::new();
    bundle(plan, &mut bytes).expect("a Vec takes everything");
    outputs.push(("the bundle".to_owned(), bytes));
    let packed: Vec<_> = outputs
        .iter()
        .flat_map(|(name, bytes)| unpacked(name, bytes))
        .collect();
    assert!(
        packed.len() > 2 * ARTIFACTS.len(),
        "workbook and bundle are looked into"
    );
    outputs.extend(packed);
    outputs
}

/// What is in a zip, and in the zips in it: nothing can be seen in what is packed.
fn unpacked(name: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let Some(archive) = bytes
        .starts_with(b"PK")
        .then(|| Archive::open(bytes).expect("what is taken away is a whole zip"))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in archive.entries() {
        let mut bytes = Vec::new();
        let mut budget = MAX_UNPACKED;
        let mut reader = archive.read(entry, &mut budget).expect("an entry");
        reader.read_to_end(&mut bytes).expect("it can be unpacked");
        let name = format!("{name}: {}", entry.name);
        found.extend(unpacked(&name, &bytes));
        found.push((name, bytes));
    }
    found
}

/// Where a secret shows: output, place and form.
///
/// A time that is no time stands in the reading as the file has it; the plan masks it.
fn shown(outputs: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut found = Vec::new();
    for (place, forms) in secrets() {
        for (form, bytes) in forms {
            for (name, output) in outputs {
                let excused = name == READING && place == "threshold";
                if !excused && memchr::memmem::find(output, &bytes).is_some() {
                    found.push(format!("{name} shows the secret of {place} ({form})"));
                }
            }
        }
    }
    found
}

#[test]
fn no_secret_is_in_any_output() {
    let reading = read(&files());
    assert_eq!(
        reading.routers[0]
            .agent
            .as_ref()
            .expect("an agent file")
            .providers
            .len(),
        PLACES.len() + 1
    );
    let export = export();
    let mut outputs = outputs(&plan_with_directory(&reading, &export, &answers()));
    outputs.push((
        "the export, debugged".to_owned(),
        format!("{export:?}").into_bytes(),
    ));
    outputs.push((READING.to_owned(), format!("{reading:?}").into_bytes()));
    let found = shown(&outputs);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Files cut off anywhere say what is wrong without quoting a secret.
#[test]
fn no_secret_is_in_what_is_said_of_damage() {
    let whole = files();
    let mut found = Vec::new();
    for part in 1..24 {
        let mut files = whole.clone();
        for file in &mut files {
            let end = file.bytes.len() * part / 24;
            file.bytes.truncate(end);
        }
        let reading = read_in(&files, 7);
        let plan = reroute::plan(&reading, &answers());
        let outputs = [
            (
                "the plan".to_owned(),
                serde_json::to_vec(&plan).expect("a plan is JSON"),
            ),
            (READING.to_owned(), format!("{reading:?}").into_bytes()),
        ];
        found.extend(
            shown(&outputs)
                .into_iter()
                .map(|one| format!("cut at {part}/24: {one}")),
        );
    }
    found.truncate(20);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The test finds what it looks for: in each form, in the middle of anything.
#[test]
fn every_form_is_found_when_it_is_there() {
    for (place, forms) in secrets() {
        for (form, bytes) in forms {
            let output = [b"before ", &bytes[..], b" after"].concat();
            let found = shown(&[("here".to_owned(), output)]);
            assert!(
                found.iter().any(|one| one.contains(&place)),
                "{place} in the form {form} is not found"
            );
        }
    }
    let coded = STANDARD.encode(format!("Basic crm:{}", secret("password")));
    assert!(
        !shown(&[("here".to_owned(), coded.into_bytes())]).is_empty(),
        "a secret inside longer Base64 is not found"
    );
}
