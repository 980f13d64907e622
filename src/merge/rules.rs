//! The rules of the merge that stand as origins in the plan, each with its sentence.

/// A rule of the merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergeRule {
    /// Its id, as in `origins`.
    pub id: &'static str,
    /// What it says.
    pub text: &'static str,
}

/// All rules of the merge, by id.
pub static MERGE_RULES: [MergeRule; 22] = [
    MergeRule {
        id: "ANSWER",
        text: "You decided it.",
    },
    MergeRule {
        id: "ASSIGN",
        text: "Every mailbox of a pair is assigned to the pair's new profile.",
    },
    MergeRule {
        id: "AUTH-DEFAULT",
        text: "The files name no way to sign in, so that it is detected automatically.",
    },
    MergeRule {
        id: "AUTODISCOVER",
        text: "The server's location is known, so that it need not be discovered.",
    },
    MergeRule {
        id: "CREDENTIALS-BY-USERS",
        text: "The files do not name the kind of credentials; it follows from the user names: one for several mailboxes is the profile's, different ones are the mailboxes' own.",
    },
    MergeRule {
        id: "DATE-GAP",
        text: "Mailboxes lag behind their router, and you chose to start with the oldest of them.",
    },
    MergeRule {
        id: "EXO-LOCATION",
        text: "Exchange Online has one address today, whatever the router file says.",
    },
    MergeRule {
        id: "IMPERSONATION",
        text: "One account that serves several mailboxes impersonates them; an account that is the mailbox itself does not.",
    },
    MergeRule {
        id: "MAILBOX-DATE",
        text: "The router had read further than the profile's date: the day of the last processed mail.",
    },
    MergeRule {
        id: "MAX-CONNECTIONS",
        text: "Microsoft's default.",
    },
    MergeRule {
        id: "MB-03",
        text: "Appointments, contacts and tasks do not synchronize with POP3/SMTP.",
    },
    MergeRule {
        id: "MB-12",
        text: "The credentials are the mailbox's own, and have to be allowed.",
    },
    MergeRule {
        id: "MERGED-FROM",
        text: "The names of the router profiles it was merged from.",
    },
    MergeRule {
        id: "NAME-MERGED",
        text: "The names of the router profiles, made to fit and unique.",
    },
    MergeRule {
        id: "ONPREMISES-TO-EXO",
        text: "An on-premises organization reaches Exchange Online server to server.",
    },
    MergeRule {
        id: "OTHER-TENANT",
        text: "Exchange Online of another tenant takes OAuth only.",
    },
    MergeRule {
        id: "OUTLOOK-USER",
        text: "It synchronizes through Dynamics 365 for Outlook today, and you included it: the same direction goes over.",
    },
    MergeRule {
        id: "PROCESS-FROM",
        text: "24 hours before the switch, as Microsoft advises.",
    },
    MergeRule {
        id: "PROCESS-FROM-FINAL",
        text: "24 hours before the switch, or when the router last worked if that is earlier: nothing received since is lost.",
    },
    MergeRule {
        id: "PROFILE-ID",
        text: "Made from the organization and both router profiles: the same files give the same id again.",
    },
    MergeRule {
        id: "SAME-SETTINGS",
        text: "Exchange uses one connection for both directions, POP3/SMTP one for each.",
    },
    MergeRule {
        id: "SERVER-TYPE",
        text: "Microsoft's table of merged server types, for where the organization and the mailboxes are.",
    },
];

/// The sentence of a rule.
pub fn text(id: &str) -> Option<&'static str> {
    MERGE_RULES
        .iter()
        .find(|rule| rule.id == id)
        .map(|rule| rule.text)
}

#[cfg(test)]
mod tests {
    use super::MERGE_RULES;

    #[test]
    fn rules_are_in_order_and_each_there_once() {
        assert!(MERGE_RULES.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}
