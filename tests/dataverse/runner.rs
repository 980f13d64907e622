//! Runs `operations.json` against the organization in memory as `apply.ps1` runs it against a real
//! one, and takes it back as `rollback.ps1` does. What the two scripts decide is decided here in the
//! same way, so that it can be tested.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use reroute::dataverse::ColumnValue;
use reroute::plan::model::Stage;
use reroute::plan::operations::model::{MailboxKeys, Op, Operation, OperationsFile, Precondition};
use serde_json::{Value, json};

use super::{If, Organization, Row};

/// Every column of a mailbox that is noted before the first change.
const NOTED: [&str; 9] = [
    "emailserverprofile",
    "incomingemaildeliverymethod",
    "outgoingemaildeliverymethod",
    "actdeliverymethod",
    "allowemailconnectortousecredentials",
    "username",
    "processanddeleteemails",
    "processemailreceivedafter",
    "orgmarkedasprimaryforexchangesync",
];

/// A line of the log.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// A mailbox as it was before the first change; `None` for an empty column.
    Before {
        plan: String,
        id: String,
        row: BTreeMap<String, Option<Value>>,
    },
    /// A profile was created.
    Created { id: String },
    /// An address was approved; what its state was.
    Approved {
        table: String,
        id: String,
        before: Option<Value>,
    },
    /// A password was typed in.
    Entered { op: Op, key: String },
    /// A wave was begun.
    Wave { number: u32, at: Timestamp },
    /// The organization was switched; what it was set to.
    Switched { before: Option<Value> },
}

/// How a run is asked for.
#[derive(Clone)]
pub struct Asked {
    pub stages: Vec<Stage>,
    pub wave: Option<u32>,
    pub now: Timestamp,
    pub routers_stopped: bool,
    pub force: bool,
    /// Whether the person types passwords when asked.
    pub types: bool,
    /// The power goes after so many writes.
    pub writes: Option<usize>,
}

impl Asked {
    /// Everything, a week after the last wave.
    pub fn all(now: Timestamp) -> Self {
        let stages = [
            Stage::Check,
            Stage::Profiles,
            Stage::Mailboxes,
            Stage::Approve,
            Stage::Credentials,
            Stage::Test,
            Stage::Dates,
            Stage::Switch,
        ];
        Self {
            stages: stages.to_vec(),
            wave: None,
            now,
            routers_stopped: true,
            force: false,
            types: true,
            writes: None,
        }
    }
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// What was done.
    pub done: Vec<(Op, String)>,
    /// What was so already.
    pub unchanged: usize,
    /// What was refused, and why.
    pub refused: Vec<(Op, String, String)>,
    /// What a forced switch leaves behind.
    pub left_behind: Vec<String>,
    /// Whether the power went.
    pub cut: bool,
}

/// A run.
pub struct Run<'a> {
    file: &'a OperationsFile,
    organization: &'a mut Organization,
    log: &'a mut Vec<Note>,
    asked: &'a Asked,
    index: Index<'a>,
    /// The id of each mailbox, or why there is none.
    found: BTreeMap<String, Result<String, String>>,
    /// Directions that a row of the file proves, by the id of its mailbox.
    proven: BTreeSet<(String, &'static str)>,
    /// What the log says by now.
    known: Known,
    report: Report,
}

type Done = Result<bool, String>;

/// What the file says, by key.
struct Index<'a> {
    mailboxes: BTreeMap<&'a str, &'a MailboxKeys>,
    updates: BTreeMap<&'a str, &'a Operation>,
    entries: BTreeMap<&'a str, Vec<Op>>,
    approvals: BTreeSet<&'a str>,
}

impl<'a> Index<'a> {
    fn of(file: &'a OperationsFile) -> Self {
        let of = |op: Op| {
            file.operations
                .iter()
                .filter(move |one| one.op == op)
                .map(|one| (&*one.target.key, one))
        };
        let mut entries: BTreeMap<&str, Vec<Op>> = BTreeMap::new();
        for one in file
            .operations
            .iter()
            .filter(|one| one.stage == Stage::Credentials)
        {
            entries.entry(&*one.target.key).or_default().push(one.op);
        }
        Self {
            mailboxes: file.mailboxes.iter().map(|one| (&*one.key, one)).collect(),
            updates: of(Op::UpdateMailbox).collect(),
            entries,
            approvals: of(Op::ApproveAddress).map(|(key, _)| key).collect(),
        }
    }
}

/// Ids of mailboxes by owner, and by address and kind.
#[derive(Default)]
struct Places {
    by_owner: BTreeMap<String, Vec<String>>,
    by_address: BTreeMap<(String, bool), Vec<String>>,
}

impl Places {
    fn of(organization: &Organization) -> Self {
        let mut places = Self::default();
        for id in organization.find("mailbox", |_| true) {
            let row = organization.get("mailbox", &id).expect("it was found");
            let text = |name: &str| row.get(name).and_then(Value::as_str);
            if let Some(owner) = text("regardingobjectid") {
                places
                    .by_owner
                    .entry(owner.to_owned())
                    .or_default()
                    .push(id.clone());
            }
            if let Some(address) = text("emailaddress") {
                let forward = row.get("isforwardmailbox") == Some(&json!(true));
                places
                    .by_address
                    .entry((address.to_lowercase(), forward))
                    .or_default()
                    .push(id.clone());
            }
        }
        places
    }
}

/// What the log says, to look up.
#[derive(Default)]
struct Known {
    before: BTreeSet<String>,
    created: BTreeSet<String>,
    entered: BTreeSet<(Op, String)>,
    waves: BTreeMap<u32, Timestamp>,
}

impl Known {
    fn add(&mut self, plan: &str, note: &Note) {
        match note {
            Note::Before { plan: of, id, .. } if of == plan => drop(self.before.insert(id.clone())),
            Note::Created { id } => drop(self.created.insert(id.clone())),
            Note::Entered { op, key } => drop(self.entered.insert((*op, key.clone()))),
            Note::Wave { number, at } => drop(self.waves.insert(*number, *at)),
            _ => {}
        }
    }
}

/// Runs the operations. The log goes on from run to run.
pub fn run(
    file: &OperationsFile,
    organization: &mut Organization,
    log: &mut Vec<Note>,
    asked: &Asked,
) -> Report {
    let mut known = Known::default();
    log.iter().for_each(|note| known.add(&file.plan, note));
    let index = Index::of(file);
    let mut run = Run {
        file,
        organization,
        log,
        asked,
        index,
        found: BTreeMap::new(),
        proven: BTreeSet::new(),
        known,
        report: Report::default(),
    };
    run.find_all();
    let limit = asked.writes.map(|writes| run.organization.writes + writes);
    for operation in &file.operations {
        let wanted = asked.stages.contains(&operation.stage)
            && asked
                .wave
                .is_none_or(|wave| operation.wave.is_none_or(|of| of == wave));
        if !wanted {
            continue;
        }
        if limit.is_some_and(|limit| run.organization.writes >= limit) {
            run.report.cut = true;
            break;
        }
        run.step(operation);
    }
    run.report
}

impl Run<'_> {
    fn note(&mut self, note: Note) {
        self.known.add(&self.file.plan, &note);
        self.log.push(note);
    }

    fn step(&mut self, operation: &Operation) {
        let held = operation
            .precondition
            .iter()
            .try_for_each(|one| self.holds(*one, operation));
        let result = held
            .and_then(|()| self.pace(operation))
            .and_then(|()| self.act(operation));
        let key = operation.target.key.to_string();
        match result {
            Ok(true) => self.report.done.push((operation.op, key)),
            Ok(false) => self.report.unchanged += 1,
            Err(why) => self.report.refused.push((operation.op, key, why)),
        }
    }

    /// Finds every mailbox of the file once, and what turns out to be the same one twice.
    fn find_all(&mut self) {
        let places = Places::of(self.organization);
        for keys in self.index.mailboxes.clone().into_values() {
            let found = self.find(keys, &places);
            self.found.insert(keys.key.to_string(), found);
        }
        let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, found) in &self.found {
            if let Ok(id) = found {
                rows.entry(id.clone()).or_default().push(key.clone());
            }
        }
        for (id, keys) in &rows {
            for key in keys {
                let Some(update) = self.index.updates.get(key.as_str()) else {
                    continue;
                };
                let set = update.set.iter();
                let proven = set.filter(|(name, value)| {
                    name.ends_with("emaildeliverymethod") && **value == ColumnValue::Int(2)
                });
                self.proven
                    .extend(proven.map(|(name, _)| (id.clone(), name)));
            }
        }
        for (id, keys) in rows.iter().filter(|(_, keys)| keys.len() > 1) {
            if !self.agree(id, keys) {
                for key in keys {
                    self.found.insert(
                        key.clone(),
                        Err(format!("{} are one mailbox and disagree", keys.join(", "))),
                    );
                }
            }
        }
    }

    fn find(&self, keys: &MailboxKeys, places: &Places) -> Result<String, String> {
        let owner = keys.owner.as_ref().map(|owner| json!(&*owner.id));
        let address = keys.address.as_ref().map(|address| address.to_lowercase());
        let has_address = |row: &Row| {
            let of_row = row
                .get("emailaddress")
                .and_then(Value::as_str)
                .map(str::to_lowercase);
            address.is_none() || of_row == address
        };
        let found = if let Some(id) = &keys.mailboxid {
            let id = id.to_string();
            self.organization
                .get("mailbox", &id)
                .map(|_| vec![id])
                .unwrap_or_default()
        } else if let Some(owner) = &keys.owner {
            places.by_owner.get(&*owner.id).cloned().unwrap_or_default()
        } else {
            let place = (address.clone().unwrap_or_default(), keys.forward);
            places.by_address.get(&place).cloned().unwrap_or_default()
        };
        let [id] = &found[..] else {
            return Err(format!("{} mailboxes were found", found.len()));
        };
        let row = self.organization.get("mailbox", id).expect("it was found");
        let has_owner = owner.is_none() || row.get("regardingobjectid") == owner.as_ref();
        if has_owner && has_address(row) {
            Ok(id.clone())
        } else {
            Err("address or owner is another one".to_owned())
        }
    }

    /// Whether rows that are one mailbox write the same into the same columns.
    fn agree(&self, id: &str, keys: &[String]) -> bool {
        let mut all: BTreeMap<&str, &ColumnValue> = BTreeMap::new();
        let updates = keys
            .iter()
            .filter_map(|key| self.index.updates.get(key.as_str()));
        let columns = updates.flat_map(|update| update.set.iter());
        let mut columns = columns.filter(|(name, value)| !self.gives_way(id, name, value));
        columns.all(|(name, value)| *all.entry(name).or_insert(value) == value)
    }

    /// Whether a value is the answer None for a direction that another row proves.
    fn gives_way(&self, id: &str, name: &'static str, value: &ColumnValue) -> bool {
        *value == ColumnValue::Int(0) && self.proven.contains(&(id.to_owned(), name))
    }

    fn id(&self, operation: &Operation) -> Result<String, String> {
        self.found
            .get(&*operation.target.key)
            .cloned()
            .expect("every mailbox was looked for")
    }

    fn profile(&self, key: &str) -> Result<String, String> {
        let keys = self
            .file
            .profiles
            .iter()
            .find(|one| &*one.key == key)
            .expect("operations name profiles of the file");
        let found = match (&keys.id, &keys.matches) {
            (Some(id), _) => self
                .organization
                .get("emailserverprofile", id)
                .map(|_| vec![id.to_string()])
                .unwrap_or_default(),
            (None, Some(wanted)) => self.organization.find("emailserverprofile", |row| {
                row.get("servertype") == Some(&json!(wanted.servertype))
                    && row.get("incomingcredentialretrieval")
                        == Some(&json!(wanted.incomingcredentialretrieval))
                    && row.get("statecode") == Some(&json!(wanted.statecode))
            }),
            (None, None) => Vec::new(),
        };
        match &found[..] {
            [id] => Ok(id.clone()),
            found => Err(format!("{} profiles are {}", found.len(), keys.name)),
        }
    }

    /// What an operation sets, with the ids of profiles for their keys.
    fn columns(&self, operation: &Operation) -> Result<Row, String> {
        let mut row = Row::new();
        let id = self.found.get(&*operation.target.key);
        let id = id.and_then(|found| found.as_ref().ok());
        for (name, value) in operation.set.iter() {
            if id.is_some_and(|id| self.gives_way(id, name, value)) {
                continue;
            }
            let value = match value {
                ColumnValue::Bool(value) => json!(value),
                ColumnValue::Int(value) => json!(value),
                ColumnValue::Text(key) if name == "emailserverprofile" => json!(self.profile(key)?),
                ColumnValue::Text(value) => json!(value),
            };
            row.insert(name.to_owned(), value);
        }
        Ok(row)
    }

    fn holds(&self, precondition: Precondition, operation: &Operation) -> Result<(), String> {
        let need = |holds: bool, why: &str| if holds { Ok(()) } else { Err(why.to_owned()) };
        let key = &*operation.target.key;
        match precondition {
            Precondition::OrganizationMatches => need(
                self.organization.get("organization", "org").is_some(),
                "it is another organization",
            ),
            // What has the id already is left as it is: no refusal.
            Precondition::ProfileAbsent => Ok(()),
            Precondition::NameFree => {
                let name = operation.set.get("name").cloned();
                let Some(ColumnValue::Text(name)) = name else {
                    return Err("it has no name".to_owned());
                };
                let named = self.organization.find("emailserverprofile", |row| {
                    row.get("name")
                        .and_then(Value::as_str)
                        .is_some_and(|other| other.eq_ignore_ascii_case(&name))
                });
                need(
                    named.iter().all(|id| id == key),
                    "another profile has this name",
                )
            }
            Precondition::OneMatch => self.profile(key).map(drop),
            Precondition::FoundOnce | Precondition::SameMailbox | Precondition::HalvesAgree => {
                self.id(operation).map(drop)
            }
            Precondition::ProfileThere => match operation.set.get("emailserverprofile") {
                Some(ColumnValue::Text(key)) => self.profile(key).map(drop),
                _ => self.profile(key).map(drop),
            },
            Precondition::Assigned => need(
                self.is_assigned(key)?,
                "it does not have the planned columns yet",
            ),
            Precondition::ApprovalOpen => match self.approval(key)? {
                Some(3) => Err("the address was rejected".to_owned()),
                _ => Ok(()),
            },
            Precondition::NotEntered => Ok(()),
            Precondition::Entered => need(self.is_entered(key), "a password is missing"),
            Precondition::CreatedHere => need(
                self.known.created.contains(key),
                "the script did not create it",
            ),
            Precondition::RoutersStopped => {
                need(self.asked.routers_stopped, "the routers are not stopped")
            }
            Precondition::AllTested => {
                let behind = self.not_done();
                need(
                    behind.is_empty() || self.asked.force,
                    &format!("not tested with success: {}", behind.join(", ")),
                )
            }
            Precondition::NobodyOutside => {
                let behind = self.outsiders();
                need(
                    behind.is_empty() || self.asked.force,
                    &format!("would stay behind: {}", behind.join(", ")),
                )
            }
        }
    }

    /// Waves begin at least so many hours apart, whatever the run was asked for.
    fn pace(&mut self, operation: &Operation) -> Result<(), String> {
        let Some(number) = operation.wave.filter(|_| operation.stage != Stage::Dates) else {
            return Ok(());
        };
        let begun = &self.known.waves;
        if begun.contains_key(&number) {
            return Ok(());
        }
        let hours = SignedDuration::from_hours(i64::from(self.file.pace.wave_hours));
        if begun
            .values()
            .any(|at| self.asked.now.duration_since(*at) < hours)
        {
            return Err("the wave before began too short a time ago".to_owned());
        }
        let size = self
            .file
            .mailboxes
            .iter()
            .filter(|one| one.wave == Some(number))
            .count();
        if size > self.file.pace.wave_size as usize {
            return Err("the wave is too large".to_owned());
        }
        self.note(Note::Wave {
            number,
            at: self.asked.now,
        });
        Ok(())
    }

    fn act(&mut self, operation: &Operation) -> Done {
        match operation.op {
            Op::CompareOrganization | Op::MatchProfile => Ok(false),
            Op::CreateProfile => self.create_profile(operation),
            Op::UpdateMailbox | Op::SetMailboxDate => {
                let id = self.id(operation)?;
                let set = self.columns(operation)?;
                self.write_mailbox(&id, &set)
            }
            Op::ApproveAddress => self.approve(operation),
            Op::EnterIncomingPassword
            | Op::EnterOutgoingPassword
            | Op::EnterClientSecret
            | Op::EnterMailboxPassword => self.enter(operation),
            Op::TestMailbox => self.test(operation),
            Op::SetProfileDate => {
                let id = operation.target.key.to_string();
                let set = self.columns(operation)?;
                self.write("emailserverprofile", &id, &set)
            }
            Op::SwitchOrganization => self.switch(operation),
        }
    }

    /// Writes what is not so already.
    fn write(&mut self, table: &str, id: &str, set: &Row) -> Done {
        let row = self.organization.get(table, id).ok_or("it is not there")?;
        let set: Row = set
            .iter()
            .filter(|(name, value)| row.get(*name) != Some(value))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect();
        if set.is_empty() {
            return Ok(false);
        }
        let written = self.organization.patch(table, id, &set, If::Match);
        written
            .map(|()| true)
            .map_err(|refused| format!("{refused:?}"))
    }

    fn write_mailbox(&mut self, id: &str, set: &Row) -> Done {
        let row = self
            .organization
            .get("mailbox", id)
            .ok_or("it is not there")?;
        let is_new = set.iter().any(|(name, value)| row.get(name) != Some(value));
        if is_new && !self.known.before.contains(id) {
            let row = NOTED
                .iter()
                .map(|name| ((*name).to_owned(), row.get(*name).cloned()))
                .collect();
            self.note(Note::Before {
                plan: self.file.plan.clone(),
                id: id.to_owned(),
                row,
            });
        }
        self.write("mailbox", id, set)
    }

    fn create_profile(&mut self, operation: &Operation) -> Done {
        let id = operation.target.key.to_string();
        if self.organization.get("emailserverprofile", &id).is_some() {
            return Ok(false);
        }
        let mut set = self.columns(operation)?;
        set.insert("emailserverprofileid".to_owned(), json!(id));
        self.note(Note::Created { id: id.clone() });
        let written = self
            .organization
            .patch("emailserverprofile", &id, &set, If::NoneMatch);
        written
            .map(|()| true)
            .map_err(|refused| format!("{refused:?}"))
    }

    /// The user or queue of a mailbox: table and id.
    fn owner(&self, id: &str) -> Result<(String, String), String> {
        let row = self
            .organization
            .get("mailbox", id)
            .ok_or("it is not there")?;
        let owner = row
            .get("regardingobjectid")
            .and_then(Value::as_str)
            .ok_or("it belongs to nobody")?;
        let tables = ["systemuser", "queue"];
        let table = tables
            .into_iter()
            .find(|table| self.organization.get(table, owner).is_some());
        table
            .map(|table| (table.to_owned(), owner.to_owned()))
            .ok_or_else(|| "its owner is not there".to_owned())
    }

    fn approval(&self, key: &str) -> Result<Option<i64>, String> {
        let id = self.found[key].clone()?;
        let (table, owner) = self.owner(&id)?;
        let row = self.organization.get(&table, &owner).expect("it was found");
        Ok(row.get("emailrouteraccessapproval").and_then(Value::as_i64))
    }

    fn approve(&mut self, operation: &Operation) -> Done {
        let (table, id) = self.owner(&self.id(operation)?)?;
        let before = self
            .organization
            .get(&table, &id)
            .and_then(|row| row.get("emailrouteraccessapproval"))
            .cloned();
        if before == Some(json!(1)) {
            return Ok(false);
        }
        self.note(Note::Approved {
            table: table.clone(),
            id: id.clone(),
            before,
        });
        let set = self.columns(operation)?;
        self.write(&table, &id, &set)
    }

    fn enter(&mut self, operation: &Operation) -> Done {
        let note = Note::Entered {
            op: operation.op,
            key: operation.target.key.to_string(),
        };
        if self
            .known
            .entered
            .contains(&(operation.op, operation.target.key.to_string()))
        {
            return Ok(false);
        }
        if !self.asked.types {
            return Err("nobody typed it in".to_owned());
        }
        self.note(note);
        Ok(true)
    }

    fn is_entered(&self, key: &str) -> bool {
        let profile = self
            .index
            .updates
            .get(key)
            .and_then(|update| update.set.get("emailserverprofile"));
        let profile = match profile {
            Some(ColumnValue::Text(profile)) => &**profile,
            _ => "",
        };
        [key, profile].iter().all(|key| {
            let mut ops = self.index.entries.get(key).into_iter().flatten();
            ops.all(|op| self.known.entered.contains(&(*op, (*key).to_owned())))
        })
    }

    fn is_assigned(&self, key: &str) -> Result<bool, String> {
        let id = self.found[key].clone()?;
        let update = *self.index.updates.get(key).ok_or("it is not in the plan")?;
        let row = self
            .organization
            .get("mailbox", &id)
            .ok_or("it is not there")?;
        let set = self.columns(update)?;
        // The last dates may have been written since.
        Ok(set.iter().all(|(name, value)| {
            name == "processemailreceivedafter" || row.get(name) == Some(value)
        }))
    }

    fn is_tested(&self, key: &str) -> bool {
        let Some(Ok(id)) = self.found.get(key) else {
            return false;
        };
        let row = self.organization.get("mailbox", id);
        row.is_some_and(|row| row.get("mailboxstatus") == Some(&json!(1)))
    }

    fn test(&mut self, operation: &Operation) -> Done {
        if self.is_tested(&operation.target.key) {
            return Ok(false);
        }
        let id = self.id(operation)?;
        let set = self.columns(operation)?;
        self.write("mailbox", &id, &set)?;
        if self.is_tested(&operation.target.key) {
            Ok(true)
        } else {
            Err("the test failed".to_owned())
        }
    }

    /// Mailboxes of the plan that are not migrated, approved and tested with success.
    fn not_done(&self) -> Vec<String> {
        let approved =
            |key: &str| !self.index.approvals.contains(key) || self.approval(key) == Ok(Some(1));
        let keys = self.file.mailboxes.iter().map(|one| &*one.key);
        keys.filter(|key| {
            !(self.is_assigned(key) == Ok(true) && self.is_tested(key) && approved(key))
        })
        .map(str::to_owned)
        .collect()
    }

    /// What the switch would leave behind.
    fn outsiders(&self) -> Vec<String> {
        let planned: BTreeSet<&String> = self
            .found
            .values()
            .filter_map(|found| found.as_ref().ok())
            .collect();
        let mailboxes = self
            .organization
            .rows
            .iter()
            .filter(|((table, _), _)| table == "mailbox");
        let through_router = mailboxes
            .filter(|((_, id), _)| !planned.contains(id))
            .filter(|(_, row)| {
                let two = json!(2);
                ["incomingemaildeliverymethod", "outgoingemaildeliverymethod"]
                    .iter()
                    .any(|name| row.get(*name) == Some(&two))
            })
            .map(|((_, id), _)| id.clone());
        let outside = self.file.outside.iter().map(|one| one.key.to_string());
        outside.chain(through_router).collect()
    }

    fn switch(&mut self, operation: &Operation) -> Done {
        let row = self
            .organization
            .get("organization", "org")
            .ok_or("it is not there")?;
        let before = row.get("emailconnectionchannel").cloned();
        let set = self.columns(operation)?;
        if before == set.get("emailconnectionchannel").cloned() {
            return Ok(false);
        }
        self.report.left_behind = [self.not_done(), self.outsiders()].concat();
        self.note(Note::Switched { before });
        self.write("organization", "org", &set)
    }
}

/// Takes back what the log says was done. Passwords stay as they are.
pub fn roll_back(organization: &mut Organization, log: &[Note]) -> Vec<String> {
    let mut refused = Vec::new();
    let mut restored = BTreeSet::new();
    for note in log {
        if let Note::Switched {
            before: Some(before),
        } = note
        {
            let set = Row::from([("emailconnectionchannel".to_owned(), before.clone())]);
            organization
                .patch("organization", "org", &set, If::Match)
                .expect("the organization is there");
        }
    }
    for note in log {
        let Note::Before { id, row, .. } = note else {
            continue;
        };
        // The first image counts, whichever plan noted it.
        if restored.insert(id.clone()) {
            let set: Row = row
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().unwrap_or(Value::Null)))
                .collect();
            if let Err(why) = organization.patch("mailbox", id, &set, If::Match) {
                refused.push(format!("{id}: {why:?}"));
            }
        }
    }
    for note in log.iter().rev() {
        match note {
            Note::Approved { table, id, before } => {
                let set = Row::from([(
                    "emailrouteraccessapproval".to_owned(),
                    before.clone().unwrap_or(json!(0)),
                )]);
                organization
                    .patch(table, id, &set, If::Match)
                    .expect("the owner is there");
            }
            Note::Created { id } => {
                if let Err(why) = organization.delete("emailserverprofile", id) {
                    refused.push(format!("{id}: {why:?}"));
                }
            }
            _ => {}
        }
    }
    refused
}
