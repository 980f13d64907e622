//! An export of the organization made up for a plan: every mailbox of the files, joined in pairs, with
//! what an organization has beside: inactive and rejected ones, Outlook users, somebody unknown.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use reroute::answers::Answers;
use reroute::directory::{Directory, Reader, directory};
use reroute::plan::Plan;
use reroute::plan::model::{Mailbox, MailboxKind};
use reroute::router::Reading;

/// The export for what a reading holds; the same for every run.
pub fn of(reading: &Reading, answers: &Answers) -> Directory {
    export(&csv(&reroute::plan(reading, answers)))
}

/// Reads a table of mailboxes.
pub fn export(csv: &str) -> Directory {
    let mut reader = Reader::new("mailboxes.csv");
    reader.push(csv.as_bytes());
    directory(&[reader.finish()], &BTreeMap::new())
}

fn csv(plan: &Plan) -> String {
    let planned = || {
        plan.mailboxes
            .iter()
            .filter(|row| row.reason.as_deref() != Some("OTHER-ORG"))
    };
    let addresses: Vec<&Mailbox> = planned().filter(|row| row.address.is_some()).collect();
    let mut owners = planned().filter(|row| row.address.is_none() && row.owner.is_some());
    let mut text = "mailboxid,name,emailaddress,_regardingobjectid_value,regardingobjecttypecode,isforwardmailbox,incomingemaildeliverymethod,outgoingemaildeliverymethod,actdeliverymethod,emailrouteraccessapproval,statecode\n".to_owned();
    let mut number = 0_usize;
    let mut write = |address: &str, owner: Option<(&str, &str)>, forward: bool| {
        number += 1;
        let made_up = format!("00000000-0000-4000-a000-{number:012}");
        let (kind, id) = match owner {
            _ if forward => ("", ""),
            Some(owner) => owner,
            None => ("systemuser", made_up.as_str()),
        };
        let methods = if forward {
            "2,0"
        } else {
            ["0,0", "2,2", "0,0", "1,1"][number % 4]
        };
        let act = [2, 0, 1][number % 3];
        let approval = if number.is_multiple_of(9) {
            3
        } else {
            number % 3
        };
        let state = u8::from(number.is_multiple_of(11));
        // One of every thirteen is not known.
        if !number.is_multiple_of(13) {
            let address = address.replace('"', "\"\"");
            let _ = writeln!(
                text,
                "00000000-0000-4000-b000-{number:012},Box {number},\"{address}\",{id},{kind},{forward},{methods},{act},{approval},{state}"
            );
        }
    };
    let word = |row: &Mailbox| {
        if row.kind == MailboxKind::Queue {
            "queue"
        } else {
            "systemuser"
        }
    };
    for row in addresses {
        let own = row
            .owner
            .as_ref()
            .map(|owner| (word(row), owner.id.to_string()));
        let own = own.or_else(|| {
            let other = owners.next()?;
            Some((word(other), other.owner.as_ref()?.id.to_string()))
        });
        let address = row.address.as_deref().unwrap_or_default();
        let owner = own.as_ref().map(|(kind, id)| (*kind, id.as_str()));
        write(address, owner, row.kind == MailboxKind::Forward);
    }
    for (at, row) in owners.enumerate() {
        let id = row.owner.as_ref().map(|owner| owner.id.to_string());
        write(
            &format!("owner{at}@contoso.com"),
            id.as_deref().map(|id| (word(row), id)),
            false,
        );
    }
    text.push_str("00000000-0000-4000-b000-999999999991,Outlook,outlook@contoso.com,00000000-0000-4000-a000-999999999991,systemuser,false,1,1,0,1,0\n");
    text
}
