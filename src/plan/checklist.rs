//! What no file says and somebody has to look up: a line of the checklist for each, unless the answers
//! hold the fact. Nothing is passed silently.

use super::model::{ManualTask, Stage};
use super::tasks::task;
use crate::answers::{EwsSignIn, Known, Place, Target, UNKNOWN};
use crate::checks::model::SubjectKind;
use crate::checks::targets::{is_consumer, is_microsoft};
use crate::dataverse::ColumnValue;
use crate::merge::model::ProfileType;
use crate::merge::{Draft, NewProfile};

/// Ports that are open outwards in the US Government clouds.
const US_GOVERNMENT: [i64; 4] = [80, 443, 465, 995];

/// The lines that apply, in the order of their rules.
pub fn checklist(draft: &Draft<'_>, tasks: &mut Vec<ManualTask>) {
    let facts = &draft.answers.facts;
    let about = About { draft };
    let knows_version = facts.organization_version != UNKNOWN;
    let lines: [(bool, &str, &str); 11] = [
        (
            facts.new_tenant == Known::Unknown && about.any(sends_through_microsoft),
            "TG-04",
            "Find out whether the tenant of Exchange Online was made after December 2026: such tenants have no SMTP AUTH with a password",
        ),
        (
            !knows_version && about.is(Target::OnPremises8) && about.any(is_online),
            "TG-09",
            "Look up the version of the organization: Exchange Online needs 8.1 or later",
        ),
        (
            facts.ews_sign_in == EwsSignIn::Unknown
                && about.is(Target::Online)
                && about.any(is_on_premises),
            "TG-12",
            "Look at the EWS virtual directory of Exchange: one of NTLM and Basic is enabled, and not both",
        ),
        (
            facts.fips == Known::Unknown && !about.is(Target::Online) && about.any(reads_consumer),
            "TG-16",
            "Find out whether FIPS 140-2 is enforced on the servers of the organization: then Outlook.com, Live and MSN are not supported",
        ),
        (
            facts.mass_mail == Known::Unknown,
            "TG-19",
            "Ask whether campaigns or mass mail go through these mailboxes: server-side synchronization does not support that",
        ),
        (
            facts.us_government == Known::Unknown
                && about.is(Target::Online)
                && about.any(other_port),
            "PF-20",
            "Find out whether the organization is in a US Government cloud: all ports but 80, 443, 465 and 995 are closed there",
        ),
        (
            about.any(uses_exchange),
            "MB-15",
            "Find out whether another organization synchronizes with the same Exchange mailboxes: a mailbox follows one organization only",
        ),
        (
            facts.approver_role != Known::Yes && about.approves_in_exchange_online(),
            "AP-02",
            "Make sure that whoever approves addresses has the Global, Exchange or Delegated Mailbox Approver role and System Administrator",
        ),
        (
            (facts.approver_is_team == Known::Unknown || !knows_version)
                && about.approves_in_exchange_online(),
            "AP-03",
            "If the approver uses the role Delegated Mailbox Approver: it is given to a person, and the organization is 9.2.22104.00170 or later",
        ),
        (
            facts.approver_is_application == Known::Unknown,
            "AP-04",
            "Have a person approve addresses, not an application user",
        ),
        (
            facts.approval_required == Known::Unknown,
            "AP-12",
            "Look whether the organization processes mail for approved users and queues only, and leave it so",
        ),
    ];
    if !about.any(|_| true) {
        return;
    }
    let applying = lines.into_iter().filter(|(applies, ..)| *applies);
    tasks.extend(applying.map(|(_, why, title)| {
        task(
            title.to_owned(),
            SubjectKind::Plan,
            "",
            why,
            Stage::Check,
            Some(1),
        )
    }));
    tasks.push(task(
        "Stop and disable the service of every Email Router".to_owned(),
        SubjectKind::Plan,
        "",
        "AP-09",
        Stage::Switch,
        None,
    ));
}

struct About<'d, 'a> {
    draft: &'d Draft<'a>,
}

impl About<'_, '_> {
    /// Whether any profile that is written or reused is so.
    fn any(&self, so: impl Fn(&NewProfile) -> bool) -> bool {
        let mut profiles = self.draft.profiles.iter();
        profiles.any(|profile| profile.profile_type != ProfileType::None && so(profile))
    }

    fn is(&self, target: Target) -> bool {
        self.draft.answers.target == Some(target)
    }

    fn approves_in_exchange_online(&self) -> bool {
        self.is(Target::Online) && self.any(is_online)
    }
}

fn is_online(profile: &NewProfile) -> bool {
    profile.place == Some(Place::Online)
}

fn is_on_premises(profile: &NewProfile) -> bool {
    profile.place == Some(Place::OnPremises)
}

fn uses_exchange(profile: &NewProfile) -> bool {
    profile.place.is_some()
}

fn text<'p>(profile: &'p NewProfile, column: &str) -> &'p str {
    match profile.columns.get(column) {
        Some(ColumnValue::Text(text)) => text,
        _ => "",
    }
}

fn sends_through_microsoft(profile: &NewProfile) -> bool {
    profile.profile_type == ProfileType::Pop3Smtp
        && is_microsoft(text(profile, "outgoingserverlocation"))
}

fn reads_consumer(profile: &NewProfile) -> bool {
    is_consumer(text(profile, "incomingserverlocation"))
}

fn other_port(profile: &NewProfile) -> bool {
    ["incomingportnumber", "outgoingportnumber"]
        .into_iter()
        .any(|column| match profile.columns.get(column) {
            Some(ColumnValue::Int(port)) => !US_GOVERNMENT.contains(port),
            _ => false,
        })
}
