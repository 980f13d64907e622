//! The smallest providers, as one line each.

/// What a kind of provider holds before the case changes it.
fn kind(name: &str) -> Option<Vec<(&'static str, &'static str)>> {
    let own: &[(&str, &str)] = match name {
        "pop" => &[
            ("ProviderClass", "Pop3PollingMailboxProvider"),
            ("EmailServer", "pop.contoso.com"),
            ("EmailPort", "995"),
            ("EmailUseSsl", "true"),
            ("CredentialType", "User Specified"),
            ("EmailUser", "box@contoso.com"),
        ],
        "smtp" => &[
            ("ProviderClass", "SmtpPollingSendEmailProvider"),
            ("EmailServer", "smtp.contoso.com"),
            ("EmailPort", "587"),
            ("EmailUseSsl", "true"),
            ("CredentialType", "Other Specified"),
            ("EmailUser", "send@contoso.com"),
        ],
        "ews" => &[
            ("ProviderClass", "ExchangeWSPollingMailboxProvider"),
            ("EmailServerType", "Exchange2013"),
            ("EmailServer", "https://mail.contoso.com/EWS/Exchange.asmx"),
            ("CredentialType", "Other Specified"),
            ("EmailUser", "CONTOSO\\crm"),
        ],
        "ewsout" => &[
            ("ProviderClass", "ExchangeWSSendEmailProvider"),
            ("EmailServerType", "Exchange2013"),
            ("EmailServer", "https://mail.contoso.com/EWS/Exchange.asmx"),
            ("CredentialType", "Other Specified"),
            ("EmailUser", "CONTOSO\\crm"),
        ],
        "exo" => &[
            ("ProviderClass", "ExchangeOnlinePollingMailboxProvider"),
            (
                "EmailServer",
                "https://outlook.office365.com/EWS/Exchange.asmx",
            ),
            ("CredentialType", "Other Specified"),
        ],
        "exoout" => &[
            ("ProviderClass", "ExchangeOnlineSendEmailProvider"),
            (
                "EmailServer",
                "https://outlook.office365.com/EWS/Exchange.asmx",
            ),
            ("CredentialType", "Other Specified"),
        ],
        "dav" => &[
            ("ProviderClass", "ExchangePollingMailboxProvider"),
            ("EmailServerType", "Exchange2003"),
            ("EmailServer", "http://ex03.contoso.com/exchange"),
            ("CredentialType", "Local System Account"),
        ],
        "custom" => &[
            ("ProviderClass", "Contoso.Pop3Provider"),
            ("CredentialType", "User Specified"),
        ],
        "provider" => &[],
        _ => return None,
    };
    Some(own.to_vec())
}

/// The element of one provider line: its kind, then `Element=value` for what is different; nothing behind
/// the `=` takes an element of the kind away. In a kind of credentials `_` stands for a space.
pub fn provider(line: &str) -> Option<String> {
    let mut words = line.split(' ');
    let mut elements: Vec<(String, String)> = vec![(
        "CrmServerUrl".to_owned(),
        "https://crm.contoso.com/Contoso".to_owned(),
    )];
    elements.extend(
        kind(words.next()?)?
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    for word in words {
        let (name, value) = word.split_once('=').expect("key=value");
        let mut value = value.replace("{long251}", &"u".repeat(251));
        if name == "CredentialType" {
            value = value.replace('_', " ");
        }
        elements.retain(|(own, _)| own != name);
        if !value.is_empty() {
            elements.push((name.to_owned(), value));
        }
    }
    let inner = elements
        .iter()
        .map(|(name, value)| format!("<{name}>{value}</{name}>"))
        .collect::<String>();
    Some(format!(
        "<ProviderConfiguration>{inner}</ProviderConfiguration>\n"
    ))
}
