//! What is done in the organization, in order: the one list that the script, the batches and the
//! tests' in-memory organization run.
//!
//! Operations are data. They are made one at a time, since there are four for every mailbox.

pub mod model;
mod steps;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::model::{Mailbox, MailboxKind, Need, Outcome, Plan, Profile, ProfileType, Stage};
use crate::merge::are_one_host;
use crate::order;
use crate::text::Text;
use model::{
    FORMAT, GO_PERCENT, MailboxKeys, Op, Operation, Outside, Pace, Precondition, ProfileKeys,
};
use steps::{
    accounts, approve, compare_organization, of_mailbox, of_profile, one, organization, password,
    profile_operation,
};

/// Everything about the operations of a plan; they themselves are made when it is written.
pub struct Operations<'p> {
    plan: &'p Plan,
    profiles: Vec<&'p Profile>,
    /// Keys of profiles by their ids.
    keys: HashMap<&'p str, &'p Text>,
    /// The mailboxes of each wave, so that one server is busy at a time.
    waves: BTreeMap<u32, Vec<&'p Mailbox>>,
    /// Keys of the profiles for which somebody types in an account's password.
    with_account: HashSet<&'p str>,
    /// Keys of the mailboxes that are as planned already.
    done: HashSet<Text>,
}

/// The operations of a plan.
pub fn operations(plan: &Plan) -> Operations<'_> {
    let mut waves: BTreeMap<u32, Vec<&Mailbox>> = BTreeMap::new();
    for mailbox in &plan.mailboxes {
        if let Some(wave) = mailbox
            .wave
            .filter(|_| mailbox.outcome == Outcome::Migrates)
        {
            waves.entry(wave).or_default().push(mailbox);
        }
    }
    for mailboxes in waves.values_mut() {
        order::sort_by_key(mailboxes, |mailbox| &mailbox.profile);
    }
    let profiles = plan.profiles.iter();
    Operations {
        plan,
        keys: profiles
            .clone()
            .filter_map(|profile| Some((profile.id.as_deref()?, &profile.key)))
            .collect(),
        profiles: profiles
            .filter(|profile| profile.outcome == Outcome::Migrates)
            .filter(|profile| profile.profile_type != ProfileType::None)
            .collect(),
        waves,
        with_account: plan
            .profiles
            .iter()
            .filter(|profile| accounts(0, profile).next().is_some())
            .map(|profile| &*profile.key)
            .collect(),
        done: HashSet::new(),
    }
}

impl<'p> Operations<'p> {
    /// Without what is done already: these mailboxes, and profiles that only they use, are not touched
    /// again before the routers stop; the mailboxes still count for the switch.
    #[must_use]
    pub fn without(mut self, mut done: HashSet<Text>) -> Self {
        let mailboxes = self.waves.values().flatten();
        let (finished, open): (Vec<&Mailbox>, Vec<&Mailbox>) =
            mailboxes.partition(|mailbox| done.contains(&mailbox.key));
        let keys = |mailboxes: Vec<&'p Mailbox>| -> HashSet<Text> {
            let keys = mailboxes
                .into_iter()
                .filter_map(|one| self.profile_key(one));
            keys.cloned().collect()
        };
        let (finished, open) = (keys(finished), keys(open));
        done.extend(finished.difference(&open).cloned());
        self.done = done;
        self
    }

    /// What is done, in order: first what is done once, then wave by wave, then dates and switch.
    pub fn iter(&self) -> impl Iterator<Item = Operation> + '_ {
        let first_waves = self.first_waves();
        let waves = self.waves.iter();
        std::iter::once(compare_organization())
            .chain(
                self.profiles
                    .iter()
                    .map(|profile| profile_operation(profile)),
            )
            .chain(waves.flat_map(move |(wave, mailboxes)| {
                let starting = first_waves.iter();
                let starting = starting.filter(|(_, first)| first == wave);
                let profiles: Vec<&Profile> = starting.map(|(profile, _)| *profile).collect();
                self.wave(*wave, mailboxes, profiles)
            }))
            .filter(|operation| !self.done.contains(&operation.target.key))
            .chain(self.dates())
            .chain(self.switch())
    }

    fn wave<'a>(
        &'a self,
        wave: u32,
        mailboxes: &'a [&'p Mailbox],
        profiles: Vec<&'p Profile>,
    ) -> impl Iterator<Item = Operation> + 'a {
        let each = mailboxes.iter();
        let needing = |need: Need| each.clone().filter(move |one| one.needs.contains(&need));
        let updates = each.clone().map(move |mailbox| self.update(wave, mailbox));
        let approvals = needing(Need::Approval)
            .filter(|mailbox| mailbox.kind != MailboxKind::Forward)
            .map(move |mailbox| {
                let rejected = self.plan.answers.rejected.get(&*mailbox.key).copied();
                approve(wave, mailbox, rejected)
            });
        let accounts = profiles
            .into_iter()
            .flat_map(move |profile| accounts(wave, profile));
        let passwords = needing(Need::Password).map(move |mailbox| password(wave, mailbox));
        let tests = each.clone().map(move |mailbox| self.test(wave, mailbox));
        updates
            .chain(approvals)
            .chain(accounts)
            .chain(passwords)
            .chain(tests)
    }

    /// Every profile with the first wave that uses it.
    fn first_waves(&self) -> Vec<(&'p Profile, u32)> {
        let mut first: HashMap<&str, u32> = HashMap::new();
        for (wave, mailboxes) in &self.waves {
            for mailbox in mailboxes {
                if let Some(key) = self.profile_key(mailbox) {
                    first.entry(key).or_insert(*wave);
                }
            }
        }
        let profiles = self.profiles.iter();
        profiles
            .filter_map(|profile| Some((*profile, *first.get(&*profile.key)?)))
            .collect()
    }

    fn profile_key(&self, mailbox: &'p Mailbox) -> Option<&'p Text> {
        let id = mailbox.profile.as_deref()?;
        self.keys
            .get(id)
            .copied()
            .or_else(|| Some(&self.plan.profile_of(mailbox)?.key))
    }

    fn update(&self, wave: u32, mailbox: &'p Mailbox) -> Operation {
        use Precondition::{FoundOnce, HalvesAgree, ProfileThere, SameMailbox};
        let mut set = mailbox.columns.clone();
        if self.plan.answers.is_final {
            set.remove("processemailreceivedafter");
        }
        if let Some(key) = self.profile_key(mailbox) {
            set.set(&"emailserverprofile", key.clone().into());
        }
        Operation {
            set,
            ..of_mailbox(
                Stage::Mailboxes,
                wave,
                Op::UpdateMailbox,
                mailbox,
                vec![FoundOnce, SameMailbox, HalvesAgree, ProfileThere],
            )
        }
    }

    fn test(&self, wave: u32, mailbox: &'p Mailbox) -> Operation {
        use Precondition::{Assigned, Entered};
        let account = self
            .profile_key(mailbox)
            .is_some_and(|key| self.with_account.contains(&**key));
        let precondition = if account || mailbox.needs.contains(&Need::Password) {
            vec![Assigned, Entered]
        } else {
            vec![Assigned]
        };
        Operation {
            set: one(&"testemailconfigurationscheduled", true.into()),
            ..of_mailbox(Stage::Test, wave, Op::TestMailbox, mailbox, precondition)
        }
    }

    /// The last dates, once the routers have stopped.
    fn dates(&self) -> impl Iterator<Item = Operation> + '_ {
        let is_final = self.plan.answers.is_final;
        let profiles = self.profiles.iter().filter(move |_| is_final);
        let mailboxes = self.waves.values().flatten().filter(move |_| is_final);
        let of_profiles = profiles.filter_map(|profile| {
            let date = profile.columns.get("processemailsreceivedafter")?;
            Some(Operation {
                set: one(&"processemailsreceivedafter", date.clone()),
                wave: None,
                ..of_profile(
                    Stage::Dates,
                    None,
                    Op::SetProfileDate,
                    profile,
                    vec![Precondition::CreatedHere, Precondition::RoutersStopped],
                )
            })
        });
        let of_mailboxes = mailboxes.filter_map(|mailbox| {
            let date = mailbox.columns.get("processemailreceivedafter")?;
            Some(Operation {
                set: one(&"processemailreceivedafter", date.clone()),
                ..of_mailbox(
                    Stage::Dates,
                    mailbox.wave?,
                    Op::SetMailboxDate,
                    mailbox,
                    vec![Precondition::Assigned, Precondition::RoutersStopped],
                )
            })
        });
        of_profiles.chain(of_mailboxes)
    }

    fn switch(&self) -> Option<Operation> {
        use Precondition::{AllTested, NobodyOutside, RoutersStopped};
        (!self.waves.is_empty()).then(|| Operation {
            stage: Stage::Switch,
            wave: None,
            op: Op::SwitchOrganization,
            target: organization(),
            set: one(&"emailconnectionchannel", 0.into()),
            precondition: vec![RoutersStopped, AllTested, NobodyOutside],
        })
    }

    fn mailboxes(&self) -> impl Iterator<Item = MailboxKeys> + '_ {
        let ids_are_keys = self.ids_are_keys();
        let mailboxes = self.waves.values().flatten();
        mailboxes.map(move |mailbox| MailboxKeys {
            key: mailbox.key.clone(),
            mailboxid: mailbox.mailboxid.clone(),
            owner: mailbox.owner.clone().filter(|_| {
                ids_are_keys || mailbox.mailboxid.is_some() || mailbox.address.is_none()
            }),
            address: mailbox.address.clone(),
            forward: mailbox.kind == MailboxKind::Forward,
            wave: mailbox.wave,
            password: mailbox.needs.contains(&Need::Password),
        })
    }

    /// Whether owners have the ids of the files: on another host than the routers served they need not.
    fn ids_are_keys(&self) -> bool {
        let mut organizations = self.plan.organizations.iter();
        let served = organizations.find(|organization| organization.chosen);
        match (&self.plan.answers.target_url, served) {
            (Some(target), Some(served)) => are_one_host(target, &served.url),
            _ => true,
        }
    }

    fn outside(&self) -> impl Iterator<Item = Outside> + '_ {
        let mailboxes = self.plan.mailboxes.iter();
        mailboxes
            .filter(|mailbox| mailbox.outcome != Outcome::Migrates || mailbox.wave.is_none())
            .filter(|mailbox| mailbox.reason.as_deref() != Some("OTHER-ORG"))
            .map(|mailbox| Outside {
                key: mailbox.key.clone(),
                outcome: mailbox.outcome,
                reason: mailbox.reason.clone(),
            })
    }

    /// The migration: organization and target.
    fn name(&self) -> String {
        let organizations = self.plan.organizations.iter();
        let mut chosen = organizations.filter(|organization| organization.chosen);
        let organization = chosen.next().map_or("", |organization| &organization.id);
        let target = self.plan.target.url.as_deref().unwrap_or_default();
        format!("{organization} > {target}")
    }
}

impl Serialize for Operations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plan = self.plan;
        let profiles = || {
            self.profiles.iter().map(|profile| ProfileKeys {
                key: profile.key.clone(),
                id: profile.id.clone(),
                matches: profile.matches.clone(),
                name: profile.name.clone(),
            })
        };
        let mut file = serializer.serialize_struct("OperationsFile", 13)?;
        file.serialize_field("format", FORMAT)?;
        file.serialize_field("tool", &plan.tool)?;
        file.serialize_field("plan", &self.name())?;
        file.serialize_field("as_of", &plan.as_of)?;
        file.serialize_field("final", &plan.answers.is_final)?;
        file.serialize_field("target", &plan.target)?;
        let pace = Pace {
            wave_size: plan.answers.wave_size,
            wave_hours: plan.answers.wave_hours,
            go_percent: GO_PERCENT,
        };
        file.serialize_field("pace", &pace)?;
        file.serialize_field("waves", &plan.waves)?;
        file.serialize_field("switch", &plan.switch)?;
        file.serialize_field("profiles", &Each(profiles))?;
        file.serialize_field("mailboxes", &Each(|| self.mailboxes()))?;
        file.serialize_field("outside", &Each(|| self.outside()))?;
        file.serialize_field("operations", &Each(|| self.iter()))?;
        file.end()
    }
}

/// A list that is made while it is written.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
