//! Exports as CSV: what they say, and what is wrong with them.

#[path = "directory/mod.rs"]
mod support;

use reroute::directory::{RegardingType, TableKind};
use support::{codes, export_in, only_file, read, read_with, refused};

const ID: &str = "11111111-2222-3333-4444-555555555555";
const QUEUE: &str = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
const PROFILE: &str = "99999999-8888-7777-6666-555555555555";

/// Logical names, with every column.
fn whole() -> String {
    format!(
        "mailboxid,name,emailaddress,regardingobjectid,regardingobjecttypecode,isforwardmailbox,emailserverprofile,emailserverprofilename,incomingemaildeliverymethod,outgoingemaildeliverymethod,actdeliverymethod,emailrouteraccessapproval,mailboxstatus,processemailreceivedafter,username,orgmarkedasprimaryforexchangesync,statecode\r\n\
         {{{}}},Sales,Sales@Contoso.com,{QUEUE},queue,False,{PROFILE},POP3,2,2,2,1,0,2026-01-31T00:00:00Z,sales,No,0\r\n",
        ID.to_uppercase()
    )
}

#[test]
fn every_column_by_its_logical_name() {
    let directory = read(whole());
    let file = only_file(&directory);
    assert_eq!(codes(file), [""; 0]);
    assert_eq!(
        (file.kind, file.rows, file.refused),
        (Some(TableKind::Mailboxes), 1, false)
    );
    let row = &directory.mailboxes[0];
    assert_eq!(row.mailboxid.as_deref(), Some(ID));
    assert_eq!(row.name.as_deref(), Some("Sales"));
    assert_eq!(row.emailaddress.as_deref(), Some("Sales@Contoso.com"));
    assert_eq!(row.regardingobjectid.id.as_deref(), Some(QUEUE));
    assert_eq!(row.regardingobjecttypecode, Some(RegardingType::Queue));
    assert_eq!(row.isforwardmailbox, Some(false));
    assert_eq!(row.emailserverprofile.id.as_deref(), Some(PROFILE));
    assert_eq!(row.emailserverprofile.name.as_deref(), Some("POP3"));
    assert_eq!(row.incomingemaildeliverymethod, Some(2));
    assert_eq!(row.outgoingemaildeliverymethod, Some(2));
    assert_eq!(row.actdeliverymethod, Some(2));
    assert_eq!(row.emailrouteraccessapproval, Some(1));
    assert_eq!(row.mailboxstatus, Some(0));
    assert_eq!(
        row.processemailreceivedafter
            .map(|at| at.to_string())
            .as_deref(),
        Some("2026-01-31T00:00:00Z")
    );
    assert_eq!(row.username.as_deref(), Some("sales"));
    assert_eq!(row.orgmarkedasprimaryforexchangesync, Some(false));
    assert_eq!((row.statecode, row.is_inactive()), (Some(0), false));
    assert_eq!(row.at.row, 2);
}

#[test]
fn rows_are_found_by_id_owner_and_address() {
    let directory = read(whole());
    let found = Some(&directory.mailboxes[0]);
    assert_eq!(directory.by_mailboxid(&format!("{{{ID}}}")), found);
    assert_eq!(directory.by_mailboxid(QUEUE), None);
    assert_eq!(
        directory
            .by_owner(RegardingType::Queue, &QUEUE.to_uppercase())
            .next(),
        found
    );
    assert_eq!(directory.by_owner(RegardingType::User, QUEUE).next(), None);
    assert_eq!(directory.by_address("SALES@contoso.com").next(), found);
    assert_eq!(directory.by_address("contoso.com").next(), None);
}

#[test]
fn an_address_may_stand_in_several_rows() {
    let directory = read(
        "emailaddress;isforwardmailbox;statecode\na@b.c;no;Active\nA@B.C;yes;Inactive\nx@b.c;no;Active\n",
    );
    let found: Vec<_> = directory
        .by_address("a@b.c")
        .map(|row| (row.isforwardmailbox, row.is_inactive()))
        .collect();
    assert_eq!(found, [(Some(false), false), (Some(true), true)]);
}

#[test]
fn an_owner_whose_type_is_not_told_is_found_as_either() {
    let directory = read(format!(
        "mailboxid,emailaddress,_regardingobjectid_value\n{ID},a@b.c,{QUEUE}\n"
    ));
    assert_eq!(directory.mailboxes[0].regardingobjecttypecode, None);
    for owner in [RegardingType::User, RegardingType::Queue] {
        assert_eq!(directory.by_owner(owner, QUEUE).count(), 1);
    }
}

#[test]
fn display_names_labels_semicolons_quotes_and_line_breaks() {
    let directory = read(
        "\u{FEFF}\"(Do Not Modify) Mailbox\";\"(Do Not Modify) Row Checksum\";\"(Do Not Modify) Modified On\";Name;Email Address;Regarding;Is Forward Mailbox;Server Profile;Incoming Email;Outgoing Email;\"Appointments, Contacts, and Tasks\";Email Address Status;Mailbox Status;Process Email Received After;User Name;Status\r\n\
         11111111-2222-3333-4444-555555555555;x==;1/5/2026;\"Sales; \"\"EMEA\"\"\r\nand more\";sales@contoso.com;Sales queue;No;Router;Server-Side Synchronization or Email Router;Microsoft Dynamics CRM for Outlook;None;Pending Approval;Not Run;1/31/2026;;Active\r\n",
    );
    let file = only_file(&directory);
    assert_eq!(codes(file), ["DIR0011"]);
    assert_eq!(
        file.missing,
        ["orgmarkedasprimaryforexchangesync", "regardingobjectid"]
    );
    assert_eq!(file.unmapped.len(), 0);
    let row = &directory.mailboxes[0];
    assert_eq!(row.name.as_deref(), Some("Sales; \"EMEA\"\r\nand more"));
    assert_eq!(
        (
            row.regardingobjectid.id.as_deref(),
            row.regardingobjectid.name.as_deref()
        ),
        (None, Some("Sales queue"))
    );
    assert_eq!(row.emailserverprofile.name.as_deref(), Some("Router"));
    assert_eq!(
        (
            row.incomingemaildeliverymethod,
            row.outgoingemaildeliverymethod,
            row.actdeliverymethod
        ),
        (Some(2), Some(1), Some(2))
    );
    assert_eq!(
        (row.emailrouteraccessapproval, row.mailboxstatus),
        (Some(2), Some(0))
    );
    assert_eq!(row.username, None);
    assert_eq!(row.at.row, 2);
}

#[test]
fn a_german_export_after_the_admin_said_what_the_headings_mean() {
    let text = "(Nicht ändern) Postfach;(Nicht ändern) Zeilenprüfsumme;(Nicht ändern) Geändert am;Name;E-Mail-Adresse;Eingehende E-Mail\n\
                11111111-2222-3333-4444-555555555555;x;5.1.2026;Verkauf;verkauf@contoso.com;Keine\n";
    let directory = read(text);
    let file = only_file(&directory);
    assert_eq!((file.refused, codes(file)[0]), (true, "DIR0005"));
    assert_eq!(
        file.unmapped
            .iter()
            .map(|heading| &**heading)
            .collect::<Vec<_>>(),
        ["E-Mail-Adresse", "Eingehende E-Mail"]
    );

    let directory = read_with(
        text,
        &[
            ("e-mail-adresse", "emailaddress"),
            ("Eingehende E-Mail", "incomingemaildeliverymethod"),
        ],
    );
    let file = only_file(&directory);
    assert_eq!(codes(file), ["DIR0027", "DIR0011"]);
    let row = &directory.mailboxes[0];
    assert_eq!(row.mailboxid.as_deref(), Some(ID));
    assert_eq!(row.emailaddress.as_deref(), Some("verkauf@contoso.com"));
    assert_eq!(
        row.incomingemaildeliverymethod, None,
        "an unknown label is unknown, not 0"
    );
    let fault = &file.faults[0];
    assert_eq!(
        (fault.row, fault.column.as_deref()),
        (Some(2), Some("Eingehende E-Mail"))
    );
    assert_eq!(
        fault.message,
        "incomingemaildeliverymethod does not know “Keine”."
    );
}

#[test]
fn profiles_are_told_from_mailboxes_by_their_headings() {
    let directory = read(format!(
        "(Do Not Modify) Email Server Profile,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Name,Email Server Type,Incoming Email Credential Retrieval,Outgoing Email Credential Retrieval,Process Emails Received After,Status\n\
         {PROFILE},x,y,Microsoft Exchange Online,Exchange Online (Hybrid),Server to Server Authentication,-1,2026-01-31T18:00:00Z,Active\n"
    ));
    let file = only_file(&directory);
    assert_eq!(
        (file.kind, codes(file)),
        (Some(TableKind::Profiles), vec![])
    );
    let row = &directory.profiles[0];
    assert_eq!(row.emailserverprofileid.as_deref(), Some(PROFILE));
    assert_eq!(row.name.as_deref(), Some("Microsoft Exchange Online"));
    assert_eq!(
        (
            row.servertype,
            row.incomingcredentialretrieval,
            row.outgoingcredentialretrieval
        ),
        (Some(3), Some(2), None)
    );
    assert_eq!(
        row.processemailsreceivedafter
            .map(|at| at.to_string())
            .as_deref(),
        Some("2026-01-31T18:00:00Z")
    );
    assert!(!row.is_inactive());
}

#[test]
fn the_same_cause_in_many_rows_is_one_fault_with_a_count() {
    let mut text =
        "emailaddress,incomingemaildeliverymethod,processemailreceivedafter\n".to_owned();
    for number in 0..1000 {
        text.push_str(&format!(
            "a{number}@b.c,{},5/6/2026\n",
            ["Ja", "9"][number % 2]
        ));
    }
    let directory = read(text);
    let file = only_file(&directory);
    let seen: Vec<_> = file
        .faults
        .iter()
        .map(|fault| (fault.code, fault.row, fault.count))
        .collect();
    assert_eq!(
        seen,
        [
            ("DIR0027", Some(2), 500),
            ("DIR0028", Some(2), 1000),
            ("DIR0027", Some(3), 500),
            ("DIR0011", None, 1)
        ]
    );
    assert_eq!(file.fault_count, 2001);
    assert!(
        directory
            .mailboxes
            .iter()
            .all(|row| row.incomingemaildeliverymethod.is_none()
                && row.processemailreceivedafter.is_none())
    );
}

#[test]
fn values_that_are_not_what_they_should_be_are_unknown() {
    let directory = read(format!(
        "mailboxid,emailaddress,regardingobjecttypecode,isforwardmailbox,processemailreceivedafter\n\
         not-an-id,a@b.c,team,perhaps,1752-01-01\n{ID},b@b.c,8,1,2026-01-31 18:00\n"
    ));
    let file = only_file(&directory);
    assert_eq!(
        codes(file),
        [
            "DIR0027", "DIR0026", "DIR0027", "DIR0028", "DIR0029", "DIR0011"
        ]
    );
    let row = &directory.mailboxes[0];
    assert_eq!(
        (
            row.mailboxid.as_deref(),
            row.isforwardmailbox,
            row.regardingobjecttypecode
        ),
        (None, None, None)
    );
    let row = &directory.mailboxes[1];
    assert_eq!(
        (row.isforwardmailbox, row.regardingobjecttypecode),
        (Some(true), Some(RegardingType::User))
    );
    assert_eq!(
        row.processemailreceivedafter
            .map(|at| at.to_string())
            .as_deref(),
        Some("2026-01-31T18:00:00Z")
    );
}

#[test]
fn rows_that_do_not_fit_are_left_out_and_counted() {
    let directory = read(
        "emailaddress,name,username\na@b.c,A,a\nb@b.c,B, of Bee,b\nc@b.c,C\n\nd@b.c,D,d,,\n,nobody,\n",
    );
    let file = only_file(&directory);
    assert_eq!(
        file.faults[0].message,
        "Row 3 has 4 cells where the headings are 3; such rows are left out."
    );
    assert_eq!(
        (codes(file), file.faults[0].count),
        (vec!["DIR0015", "DIR0030", "DIR0011"], 2)
    );
    let rows: Vec<_> = directory
        .mailboxes
        .iter()
        .map(|row| (row.name.as_deref(), row.at.row))
        .collect();
    assert_eq!(rows, [(Some("A"), 2), (Some("D"), 6)]);
}

#[test]
fn an_open_quotation_mark_names_its_line() {
    let directory = read("emailaddress,name,username\na@b.c,A,a\nb@b.c,\"B,b\nc@b.c,C,c\n");
    let file = only_file(&directory);
    assert_eq!(codes(file)[0], "DIR0016");
    assert!(
        file.faults[0].message.contains("line 3"),
        "{}",
        file.faults[0].message
    );
    assert_eq!(file.rows, 1);
}

#[test]
fn passwords_are_never_read() {
    let directory = read_with(
        "emailaddress,name,Password\na@b.c,A,hunter2\n",
        &[("Password", "username")],
    );
    let file = only_file(&directory);
    assert!(!format!("{directory:?}").contains("hunter2"));
    assert_eq!(directory.mailboxes[0].username, None);
    let directory = read("emailaddress,name,Password\na@b.c,A,hunter2\n");
    assert!(codes(only_file(&directory)).contains(&"DIR0013"));
    assert!(
        !format!(
            "{:?}",
            support::export("x", "emailaddress,name,Password\na@b.c,A,hunter2\n")
        )
        .contains("hunter2")
    );
    assert!(!file.refused);
}

#[test]
fn the_same_row_of_two_pages_counts_once() {
    let page = format!("mailboxid,emailaddress\n{ID},a@b.c\n");
    let exports = [support::export("one", &page), support::export("two", &page)];
    let directory = reroute::directory::directory(&exports, &Default::default());
    assert_eq!(directory.mailboxes.len(), 1);
    assert!(codes(&directory.files[1]).contains(&"DIR0031"));
}

#[test]
fn what_excel_and_powershell_put_before_the_headings() {
    for before in [
        "sep=;\r\n",
        "#TYPE System.Management.Automation.PSCustomObject\r\n",
        "\r\n",
    ] {
        let text = format!("{before}emailaddress;name\r\na@b.c;\"A;a\"\r\n");
        for chunk in [1, 3, text.len()] {
            let export = export_in("export", text.as_bytes(), chunk);
            let directory = reroute::directory::directory(&[export], &Default::default());
            assert_eq!(
                directory.mailboxes.len(),
                1,
                "{before:?} {:?}",
                directory.files
            );
            assert_eq!(directory.mailboxes[0].name.as_deref(), Some("A;a"));
        }
    }
}

#[test]
fn an_answer_that_means_no_column() {
    let directory = read_with(
        "emailaddress,Adresse\na@b.c,b\n",
        &[("Adresse", "emailadress"), ("Other", "nothing")],
    );
    let file = only_file(&directory);
    assert_eq!(codes(file), ["DIR0012", "DIR0011"]);
    assert_eq!(file.faults[0].column.as_deref(), Some("Adresse"));
    let directory = read_with("emailaddress,Adresse\na@b.c,b\n", &[("Adresse", "ignore")]);
    assert_eq!(only_file(&directory).unmapped.len(), 0);
}

#[test]
fn files_that_are_no_directory_are_refused_with_what_is_missing() {
    refused("", "DIR0001", "no bytes");
    refused("%PDF-1.7\n%âãÏÓ\n1 0 obj", "DIR0003", "a PDF document");
    refused(
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0",
        "DIR0004",
        "behind a password",
    );
    refused(
        "<!DOCTYPE html><html><title>Sign in</title>",
        "DIR0003",
        "a web page",
    );
    refused(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>",
        "DIR0003",
        "an XML spreadsheet",
    );
    refused("GIF89a\0\0\0", "DIR0003", "no text");
    refused(
        "firstname,lastname\nA,B\n",
        "DIR0005",
        "“firstname”, “lastname”",
    );
    refused("Dear all,\nthis is a letter.\n", "DIR0005", "“Dear all”");
    refused("name,statecode\nA,0\n", "DIR0005", "“name”");
    refused("mailboxid,servertype\n,\n", "DIR0006", "“servertype”");
    refused(
        "mailboxid,incomingemaildeliverymethod\n",
        "DIR0007",
        "emailaddress",
    );
    refused(
        "servertype,statecode\n1,0\n",
        "DIR0007",
        "emailserverprofileid or name",
    );
    refused(
        "mailboxid,emailaddress\n",
        "DIR0008",
        "headings of mailboxes",
    );
    refused(
        "emailaddress,name,Email Address\na@b.c,A,a@b.c\n",
        "DIR0009",
        "column 1 (“emailaddress”)"
            .trim_start_matches('x')
            .replace("column", "Column")
            .as_str(),
    );
    refused(
        "emailaddress,name\na@b.c,A\nemailaddress,name\nb@b.c,B\n",
        "DIR0010",
        "Row 3",
    );
    refused(
        "emailaddress,name\nEmail Address,Name\nb@b.c,B\n",
        "DIR0010",
        "Row 2",
    );
    refused("\n\n", "DIR0005", "there are none");
}

#[test]
fn a_mailbox_may_be_called_like_a_heading() {
    let directory = read("emailaddress,name\nstatus@b.c,Status\nx@b.c,Name\n");
    assert_eq!(directory.mailboxes.len(), 2);
}
