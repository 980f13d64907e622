//! The steps for whoever carries the plan out.

use super::super::words;
use super::{Block, Step, texts};
use crate::answers::{Known, Target};
use crate::dataverse::ColumnValue;
use crate::plan::Plan;
use crate::plan::model::{Finding, InputRole, Severity, Stage, Wave, WaveKind};
use crate::plan::operations::model::GO_PERCENT;

/// Most rows of a table in a step; all of them are in the CSV files.
const SHOWN: usize = 100;

/// All steps, in order.
pub fn steps(plan: &Plan) -> Vec<Step> {
    let step = |id, title, blocks| Step { id, title, blocks };
    vec![
        step("before", "Before you begin", before(plan)),
        step("open", "Settle what is open", open(plan)),
        step("check", "Check the organization", check(plan)),
        step("pilot", "Try one mailbox", pilot(plan)),
        step("waves", "Wave by wave", waves(plan)),
        step("final", "Stop the routers and plan again", last_plan(plan)),
        step("switch", "Switch the organization over", switch(plan)),
        step("after", "Afterwards", after(plan)),
        step("back", "If it has to be taken back", back(plan)),
        step("lost", "What is not carried over", not_carried(plan)),
    ]
}

/// A call of a script.
fn script(plan: &Plan, name: &str, arguments: &str) -> String {
    let url = plan.target.url.as_deref();
    let plain = |url: &&str| url.bytes().all(|byte| byte.is_ascii_graphic());
    let url = url.filter(plain).unwrap_or("URL of the organization");
    let quoted = url.replace('\'', "''");
    format!(".\\{name} -ServerUrl '{quoted}' {arguments}")
}

/// Some rows; how many are left out is said under them.
fn rows<T>(
    headings: &'static [&'static str],
    all: impl Iterator<Item = T>,
    cells: impl Fn(T) -> Vec<String>,
    file: &str,
) -> Vec<Block> {
    let mut all = all.fuse();
    let rows: Vec<_> = all.by_ref().take(SHOWN).map(cells).collect();
    let more = all.count() as u64;
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Rows(headings, rows));
    }
    if more > 0 {
        let more = words::counted(more, "more is", "more are");
        blocks.push(Block::Text(format!("{more} in {file}.")));
    }
    blocks
}

fn before(plan: &Plan) -> Vec<Block> {
    let facts = &plan.answers.facts;
    let is_online = plan.target.kind == Some(Target::Online);
    let mut tasks = vec![
        "Unpack the bundle into one folder on a machine with Windows PowerShell 5.1 and the module Microsoft.Xrm.Data.PowerShell 2.8.21 or later; compare the files with SHA256SUMS.".to_owned(),
        "Read apply.ps1 once. It was never run against a real organization: try it with -WhatIf first.".to_owned(),
    ];
    let mut known = Vec::new();
    if facts.organization_version == "unknown" {
        tasks.push("Look up the version of the organization: Exchange Online needs 8.1 or later (TG-09), the role Delegated Mailbox Approver 9.2.22104.00170 or later (AP-03).".to_owned());
    } else {
        known.push(format!(
            "The organization has version {}.",
            facts.organization_version
        ));
    }
    if facts.approver_role == Known::Yes {
        known.push("Whoever approves the addresses has the roles for it.".to_owned());
    } else {
        tasks.push("See to it that whoever approves the addresses is System Administrator, and for Exchange Online also Global Administrator, Exchange Administrator or Delegated Mailbox Approver (AP-02, AP-03). A person, not an application user (AP-04).".to_owned());
    }
    match facts.us_government {
        Known::Yes => known.push("The organization is in a US Government cloud.".to_owned()),
        Known::No => {}
        Known::Unknown if is_online => tasks.push("Ask whether the organization is in a US Government cloud: only the ports 80, 443, 465 and 995 are open there (PF-20).".to_owned()),
        Known::Unknown => {}
    }
    match facts.fips {
        Known::Yes => known.push("The servers enforce FIPS 140-2.".to_owned()),
        Known::No => {}
        Known::Unknown if !is_online => tasks.push("Ask whether the servers enforce FIPS 140-2: mailboxes of MSN, Outlook.com and Windows Live are not supported there by POP3 (TG-16).".to_owned()),
        Known::Unknown => {}
    }
    if is_online {
        tasks.push(texts::TENANT.to_owned());
    }
    let hybrid = |value: Option<&ColumnValue>| value == Some(&ColumnValue::Int(2));
    let mut profiles = plan.profiles.iter();
    if profiles.any(|profile| hybrid(profile.columns.get("servertype"))) {
        tasks.push(texts::EWS_SIGN_IN.to_owned());
    }
    tasks.extend(texts::ALWAYS.map(str::to_owned));
    let mut blocks = vec![Block::Tasks(tasks)];
    blocks.extend(known.into_iter().map(Block::Text));
    blocks.push(Block::Text(
        "These settings of the organization change what server-side synchronization does. Know them before you compare results:".to_owned(),
    ));
    let settings = texts::SETTINGS.iter();
    blocks.push(Block::Rows(
        &["Setting", "Default", "What it decides"],
        settings
            .map(|row| row.map(str::to_owned).to_vec())
            .collect(),
    ));
    blocks
}

fn open(plan: &Plan) -> Vec<Block> {
    let questions = plan.questions.iter().filter(|one| one.answered.is_none());
    let of = |severity| {
        plan.findings
            .iter()
            .filter(move |one| one.severity == severity)
    };
    let finding = |one: &Finding| {
        vec![
            one.id.clone(),
            one.message.clone(),
            words::grouped(one.count),
            one.remedy.clone(),
        ]
    };
    const FINDING: &[&str] = &["Rule", "What was found", "Count", "What to do"];
    let mut blocks = Vec::new();
    let mut part = |title: &str, table: Vec<Block>| {
        if !table.is_empty() {
            blocks.push(Block::Text(title.to_owned()));
            blocks.extend(table);
        }
    };
    part(
        "Questions that only you can answer. Answer them on the page or in answers.json, and plan again:",
        rows(
            &["Question", "Waiting", "Proposed"],
            questions,
            |one| {
                let proposed = one.options.iter();
                let proposed = proposed
                    .filter(|option| one.proposed.as_ref() == Some(&option.value))
                    .map(|option| option.label.clone());
                vec![
                    one.text.clone(),
                    words::grouped(u64::from(one.mailboxes)),
                    proposed.collect(),
                ]
            },
            "action-plan.csv",
        ),
    );
    part(
        "What holds mailboxes back:",
        rows(FINDING, of(Severity::Blocker), finding, "action-plan.csv"),
    );
    part(
        "What to keep in mind:",
        rows(FINDING, of(Severity::Warning), finding, "findings.csv"),
    );
    if blocks.is_empty() {
        blocks.push(Block::Text(
            "Nothing is open: every mailbox has its place in the plan.".to_owned(),
        ));
    }
    blocks
}

/// The tasks by hand of some stages, grouped by nothing: each has a line of its own.
fn by_hand(plan: &Plan, wanted: impl Fn(Stage) -> bool) -> Vec<Block> {
    let tasks = plan.manual_tasks.iter().filter(|task| wanted(task.stage));
    rows(
        &["Before wave", "What to do by hand", "Rule"],
        tasks,
        |task| {
            vec![
                task.before_wave
                    .map_or_else(String::new, |wave| wave.to_string()),
                task.title.to_string(),
                task.why.to_string(),
            ]
        },
        "action-plan.csv",
    )
}

fn check(plan: &Plan) -> Vec<Block> {
    let mut blocks = vec![
        Block::Text("Nothing is written yet. The script compares organization and URL with the plan, and looks at the module and at your rights.".to_owned()),
        Block::Commands(vec![script(plan, "apply.ps1", "-Stage Check")]),
    ];
    blocks.extend(by_hand(plan, |stage| stage == Stage::Check));
    blocks
}

fn pilot(plan: &Plan) -> Vec<Block> {
    let has_pilot = plan
        .waves
        .first()
        .is_some_and(|wave| wave.kind == WaveKind::Pilot);
    let first = if has_pilot {
        "Wave 1 is your pilot."
    } else {
        "No pilot is named: name one mailbox as pilot and plan again, and it becomes wave 1."
    };
    vec![Block::Text(format!(
        "{first} That a test succeeds while the organization is still set to the Email Router is known only from the order of Microsoft’s steps. So carry wave 1 out alone, wait for its test, and go on when mail goes in and out."
    ))]
}

fn waves(plan: &Plan) -> Vec<Block> {
    let answers = &plan.answers;
    let stages = "-Stage Profiles,Mailboxes,Approve,Credentials,Test -Wave 1";
    let mut blocks = Vec::new();
    if plan.waves.is_empty() {
        blocks.push(Block::Text("There are no waves yet: they need the target, the time of the first one, and a mailbox that migrates.".to_owned()));
        return blocks;
    }
    blocks.push(Block::Text(format!(
        "At most {} in a wave, {} between the starts of two. The routers go on running. For each wave at its time, with its number:",
        words::counted(u64::from(answers.wave_size), "mailbox", "mailboxes"),
        words::counted(u64::from(answers.wave_hours), "hour", "hours"),
    )));
    blocks.push(Block::Commands(vec![
        script(plan, "apply.ps1", &format!("{stages} -WhatIf")),
        script(plan, "apply.ps1", stages),
    ]));
    let wave = |wave: &Wave| {
        vec![
            wave.number.to_string(),
            words::wave_kind(wave.kind).to_owned(),
            words::moment(plan, wave.starts),
            words::grouped(u64::from(wave.mailboxes)),
        ]
    };
    const WAVES: &[&str] = &["Wave", "Who", "Starts", "Mailboxes"];
    blocks.extend(rows(WAVES, plan.waves.iter(), wave, "waves.csv"));
    blocks.push(Block::Text(format!(
        "Go on to the next wave when {GO_PERCENT} of 100 mailboxes were tested with success. The script says so at its end; so does a fresh export of the mailboxes:"
    )));
    blocks.push(Block::Commands(vec![
        "reroute follow --plan plan.json --directory mailboxes.csv".to_owned(),
    ]));
    blocks.extend(by_hand(plan, |stage| {
        matches!(
            stage,
            Stage::Profiles | Stage::Mailboxes | Stage::Approve | Stage::Credentials | Stage::Test
        )
    }));
    blocks
}

fn last_plan(plan: &Plan) -> Vec<Block> {
    if plan.answers.is_final {
        return vec![Block::Text("This is the final plan: made with the last state files of the stopped routers. Its dates are the last ones.".to_owned())];
    }
    let mut routers: Vec<&str> = plan
        .inputs
        .iter()
        .filter(|input| input.role == InputRole::Agent)
        .filter_map(|input| input.label.as_deref())
        .collect();
    routers.dedup();
    let when = plan.switch.at.map_or_else(
        || "Come back when the last wave has been tested.".to_owned(),
        |at| {
            format!(
                "Come back when the last wave has been tested, before {}.",
                words::moment(plan, at)
            )
        },
    );
    let mut tasks: Vec<String> = routers
        .iter()
        .map(|router| format!("On {router}: stop and disable the service Microsoft Dynamics CRM Email Router, then copy its Microsoft.Crm.Tools.EmailAgent.SystemState.xml once more."))
        .collect();
    tasks.push("Plan again with these state files and your answers.json, and tick on the page that the router services are stopped, or set “final” in the answers: from then on no mail is lost between router and server-side synchronization (DT-05).".to_owned());
    tasks
        .push("Put the new operations.json into the folder of apply.ps1. Keep the log.".to_owned());
    vec![
        Block::Text(format!(
            "{when} While a router runs, it goes on reading mail; only its last state file says how far it came."
        )),
        Block::Tasks(tasks),
    ]
}

fn switch(plan: &Plan) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(at) = plan.switch.at {
        blocks.push(Block::Text(format!(
            "Planned for {}.",
            words::moment(plan, at)
        )));
    }
    for behind in &plan.switch.blocked_by {
        blocks.push(Block::Text(format!(
            "{} would stay behind: {}. The switch is for the whole organization; their mail would no longer be read or sent.",
            words::counted(u64::from(behind.mailboxes), "mailbox", "mailboxes"),
            words::outcome(behind.outcome)
        )));
    }
    blocks.push(Block::Text("One switch for all. The script refuses it while a mailbox of the plan is not assigned, approved and tested with success, or one outside the plan would stay behind.".to_owned()));
    blocks.push(Block::Commands(vec![script(
        plan,
        "apply.ps1",
        "-Stage Dates,Switch -RoutersStopped",
    )]));
    blocks
}

fn after(_plan: &Plan) -> Vec<Block> {
    vec![Block::Tasks(
        [
            "Do not start a router again: two would read the same mailboxes (AP-09).",
            "Export the mailboxes once more and compare them with the plan; send the first results round.",
            "Look at the alerts of the profiles and mailboxes for a week.",
            "File this runbook, plan.json, operations.json and reroute-log.jsonl together.",
            "Delete the copies of the routers’ files: they hold passwords, and EncryptionKey.xml opens them.",
        ]
        .map(str::to_owned)
        .to_vec(),
    )]
}

fn back(plan: &Plan) -> Vec<Block> {
    // apply.ps1 knows the target from its operations; rollback.ps1 has a log alone, and has to be told.
    let place = match plan.target.kind {
        Some(Target::OnPremises9 | Target::OnPremises8) => "-OnPremises ",
        Some(Target::Online) | None => "",
    };
    let call = |arguments: &str| {
        let call = script(plan, "rollback.ps1", &format!("{place}{arguments}"));
        call.trim_end().to_owned()
    };
    vec![
        Block::Text("The script restores what apply.ps1 noted in its log before the first change of each mailbox, takes back its approvals, deletes the profiles it created unless something uses them, and switches back. It cannot restore passwords.".to_owned()),
        Block::Commands(vec![
            call("-WhatIf"),
            call(""),
        ]),
    ]
}

fn not_carried(plan: &Plan) -> Vec<Block> {
    let names = super::super::tables::router_profile_names(plan);
    let named = |id: &str| names.get(id).copied().unwrap_or(id).to_owned();
    let mut blocks = rows(
        &["Router profile", "Field", "Value", "Rule"],
        plan.not_carried.iter(),
        |one| {
            vec![
                named(&one.router_profile),
                one.field.clone(),
                one.value.clone().unwrap_or_else(|| "not shown".to_owned()),
                one.why.clone(),
            ]
        },
        "plan.json",
    );
    let unknown = plan
        .unknown_tags
        .iter()
        .filter(|tag| tag.mapped_to.is_none());
    let unknown = rows(
        &["Unknown element", "Count"],
        unknown,
        |tag| vec![tag.name.clone(), words::grouped(tag.count)],
        "plan.json",
    );
    blocks.extend(unknown);
    let differences = plan.router_differences.iter();
    blocks.extend(rows(
        &["Setting in which the routers differ", "Values"],
        differences,
        |one| {
            let values = one.values.iter().map(|(router, value)| {
                let value = value.as_deref().unwrap_or("missing");
                format!("{}: {value}", words::router(plan, *router))
            });
            vec![one.setting.clone(), values.collect::<Vec<_>>().join("; ")]
        },
        "plan.json",
    ));
    if blocks.is_empty() {
        blocks.push(Block::Text(
            "Everything the files say has a place in the plan.".to_owned(),
        ));
    }
    blocks
}
