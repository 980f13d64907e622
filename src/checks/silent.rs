//! Rules of the expert's list that say nothing in a plan: what they warn of cannot happen in it, or no
//! input tells. Each says why, and what holds it up instead.

/// A rule without a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silent {
    /// Its id.
    pub id: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Why nothing is found.
    pub why: &'static str,
    /// What keeps it so.
    pub kept: Kept,
}

/// What keeps a rule silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A plan cannot break it: the test of this name shows it.
    Test(&'static str),
    /// No file, export or answer tells; a line of the checklist asks a person.
    Checklist,
}

const fn tested(
    id: &'static str,
    title: &'static str,
    why: &'static str,
    test: &'static str,
) -> Silent {
    Silent {
        id,
        title,
        why,
        kept: Kept::Test(test),
    }
}

const fn asked(id: &'static str, title: &'static str, why: &'static str) -> Silent {
    Silent {
        id,
        title,
        why,
        kept: Kept::Checklist,
    }
}

/// All of them, by family and number.
pub static SILENT: [Silent; 27] = [
    tested(
        "MG-07",
        "Exchange and POP3/SMTP in one profile",
        "A profile is Exchange with one connection, or POP3/SMTP with two; the other side of a mixed pair is dropped (MG-05, MG-06).",
        "mg_07_a_profile_is_of_one_kind",
    ),
    tested(
        "MG-10",
        "A name that is in use",
        "A name that the directory shows under another id, or “Microsoft Exchange Online”, gets a number behind it (MG-09).",
        "mg_10_no_name_is_taken_from_another",
    ),
    tested(
        "PF-09",
        "Anonymous sign-in",
        "An anonymous router profile is a question; 4 is written nowhere.",
        "pf_09_nobody_signs_in_without_credentials",
    ),
    tested(
        "PF-10",
        "Values that exist only online",
        "A plan for an on-premises organization holds no such column and no such value.",
        "pf_10_on_premises_gets_nothing_of_online",
    ),
    tested(
        "TG-01",
        "A new profile for Exchange Online of the same tenant",
        "The profile that is there is reused, and never changed.",
        "tg_01_the_same_tenant_keeps_its_profile",
    ),
    tested(
        "MB-01",
        "Mailboxes are not made",
        "Mailboxes come with their user or queue; they are found and updated.",
        "mb_01_mailboxes_are_found_and_never_made",
    ),
    tested(
        "MB-03",
        "Appointments with POP3/SMTP",
        "Every mailbox of a POP3/SMTP profile gets 2 None; where that takes something away, MB-19 says so.",
        "mb_03_mb_04_appointments_have_their_own_numbers",
    ),
    tested(
        "MB-04",
        "The numbering of appointments",
        "The column is written as 2 None or not at all.",
        "mb_03_mb_04_appointments_have_their_own_numbers",
    ),
    tested(
        "MB-05",
        "A queue with Outlook",
        "Delivery methods are written as 2, or as 0 by your answer; never as 1.",
        "mb_05_mb_13_mailboxes_get_no_other_address_and_no_outlook",
    ),
    tested(
        "MB-13",
        "A changed address",
        "Addresses are never written.",
        "mb_05_mb_13_mailboxes_get_no_other_address_and_no_outlook",
    ),
    asked(
        "MB-15",
        "Another organization synchronizes the mailbox",
        "What another organization does stands in no export of this one.",
    ),
    tested(
        "DT-03",
        "A mailbox date before its profile’s",
        "A mailbox gets a date of its own only when it is later.",
        "dt_03_a_mailbox_never_starts_before_its_profile",
    ),
    tested(
        "AP-01",
        "Approval by plug-ins or workflows",
        "Addresses are approved by the script, under the person who runs it; no package holds an approval.",
        "ap_01_ap_05_approval_is_an_operation_of_its_own",
    ),
    tested(
        "AP-05",
        "System columns",
        "No artifact writes a column that the system fills.",
        "ap_01_ap_05_approval_is_an_operation_of_its_own",
    ),
    tested(
        "AP-06",
        "More than 200 mailboxes in a wave",
        "A wave has at most 200 mailboxes, whatever the answers say.",
        "ap_06_ap_07_waves_are_small_and_queues_first",
    ),
    tested(
        "AP-07",
        "Users before queues",
        "Waves stand in the order pilot, queues, unknown, users, Outlook users.",
        "ap_06_ap_07_waves_are_small_and_queues_first",
    ),
    asked(
        "AP-09",
        "The router runs on after the switch",
        "Whether a service runs is to be seen on its machine alone. The script asks before it switches.",
    ),
    tested(
        "OUT-01",
        "Secrets in an output",
        "Secrets end in the reader.",
        "no_secret_is_in_any_output",
    ),
    tested(
        "OUT-02",
        "Mailboxes in a Configuration Migration package",
        "The package holds new profiles alone.",
        "the_package_holds_new_profiles_alone_in_the_root",
    ),
    tested(
        "OUT-03",
        "A package that the tool refuses",
        "The package is written as the tool’s schema asks.",
        "the_package_holds_new_profiles_alone_in_the_root",
    ),
    tested(
        "OUT-04",
        "Columns that the target lacks",
        "There is one package for each kind of target.",
        "columns_that_only_the_online_product_has_stay_out_of_an_on_premises_package",
    ),
    tested(
        "OUT-05",
        "Batches of more than 1000 requests",
        "A batch ends after a thousand requests.",
        "a_batch_has_a_thousand_requests_at_most_and_one_wave",
    ),
    tested(
        "OUT-06",
        "A mailbox that is made by mistake",
        "Every change of a mailbox carries If-Match: *.",
        "a_wrong_id_creates_nothing",
    ),
    tested(
        "OUT-07",
        "Ids that change between runs",
        "Ids follow from the organization and the files.",
        "out_07_the_same_files_give_the_same_ids",
    ),
    tested(
        "OUT-08",
        "Calls that mix parameter sets",
        "Every call of a cmdlet binds to one parameter set.",
        "every_call_of_a_cmdlet_binds",
    ),
    tested(
        "OUT-09",
        "Text that becomes code",
        "Text is written as the format’s own rules ask.",
        "text_comes_back_as_it_was_and_a_formula_does_not_work",
    ),
    tested(
        "OUT-10",
        "Tables for the import wizard",
        "Tables are named as a plan, and are for people.",
        "every_table_has_a_mark_headings_and_full_rows",
    ),
];
