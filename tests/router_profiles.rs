//! Which providers are one router profile, whatever stands between them.

mod support;

use std::collections::BTreeMap;

use reroute::answers::Answers;
use support::{File, read};

/// More servers than are looked at together, each with three mailboxes. Where users sign in themselves, a server is
/// one profile; where one account serves all, it is one for each account: of three, two share theirs.
#[test]
fn providers_are_grouped_by_what_they_agree_on_in_any_order() {
    let mut providers = Vec::new();
    for round in 0..3 {
        for server in 0..40 {
            let (kind, user) = if server % 2 == 0 {
                ("User specified", format!("contoso\\user{server}-{round}"))
            } else {
                ("Other specified", format!("contoso\\service{}", round / 2))
            };
            providers.push(format!(
                "<ProviderConfiguration><Direction>Incoming</Direction>\
                 <CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl>\
                 <EmailAddress>m{server}-{round}@contoso.com</EmailAddress>\
                 <EmailServer>pop{server}.contoso.com</EmailServer><Port>995</Port>\
                 <CredentialType>{kind}</CredentialType><EmailUser>{user}</EmailUser>\
                 </ProviderConfiguration>\n"
            ));
        }
    }
    let by_server = {
        let mut sorted = providers.clone();
        sorted.sort();
        sorted
    };
    let backwards = providers.iter().rev().cloned().collect();
    let mut before = None;
    for order in [providers, by_server, backwards] {
        let text = format!("<Configuration>\n{}</Configuration>", order.concat());
        let name = "Microsoft.Crm.Tools.EmailAgent.xml";
        let plan = reroute::plan(
            &read(&[File::new("ROUTER-A", name, text)]),
            &Answers::default(),
        );
        let mut found: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut fingerprints = Vec::new();
        for profile in &plan.router_profiles {
            let location = profile.location.clone().expect("a server");
            found.entry(location).or_default().push(profile.mailboxes);
            fingerprints.push(profile.fingerprint.clone());
        }
        assert_eq!(found.len(), 40);
        for server in 0..40 {
            let mut sizes = found[&format!("pop{server}.contoso.com")].clone();
            sizes.sort_unstable();
            let expected: &[u32] = if server % 2 == 0 { &[3] } else { &[1, 2] };
            assert_eq!(sizes, expected, "pop{server}");
        }
        fingerprints.sort();
        let first = before.get_or_insert_with(|| fingerprints.clone());
        assert_eq!(*first, fingerprints);
    }
}
