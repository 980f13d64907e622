//! Single operations.

use crate::answers::Rejected;
use crate::text::Text;

use super::model::{Op, Operation, OperationTarget, Precondition, TargetTable};
use crate::dataverse::{ColumnValue, Columns, Name};
use crate::plan::model::{Mailbox, Profile, Stage};

/// A single column.
pub fn one(column: Name, value: ColumnValue) -> Columns<ColumnValue> {
    let mut set = Columns::default();
    set.set(column, value);
    set
}

/// The organization itself.
pub fn organization() -> OperationTarget {
    OperationTarget {
        table: TargetTable::Organization,
        key: Text::default(),
    }
}

/// Something done to a profile.
pub fn of_profile(
    stage: Stage,
    wave: Option<u32>,
    op: Op,
    profile: &Profile,
    precondition: Vec<Precondition>,
) -> Operation {
    Operation {
        stage,
        wave,
        op,
        target: OperationTarget {
            table: TargetTable::EmailServerProfile,
            key: profile.key.clone(),
        },
        set: Columns::default(),
        precondition,
    }
}

/// Something done to a mailbox.
pub fn of_mailbox(
    stage: Stage,
    wave: u32,
    op: Op,
    mailbox: &Mailbox,
    precondition: Vec<Precondition>,
) -> Operation {
    Operation {
        stage,
        wave: Some(wave),
        op,
        target: OperationTarget {
            table: TargetTable::Mailbox,
            key: mailbox.key.clone(),
        },
        set: Columns::default(),
        precondition,
    }
}

/// The first thing of all.
pub fn compare_organization() -> Operation {
    Operation {
        stage: Stage::Check,
        wave: None,
        op: Op::CompareOrganization,
        target: organization(),
        set: Columns::default(),
        precondition: vec![Precondition::OrganizationMatches],
    }
}

/// How a profile comes to be there.
pub fn profile_operation(profile: &Profile) -> Operation {
    use Precondition::{NameFree, OneMatch, ProfileAbsent};
    if profile.matches.is_some() {
        return of_profile(
            Stage::Profiles,
            None,
            Op::MatchProfile,
            profile,
            vec![OneMatch],
        );
    }
    Operation {
        set: profile.columns.clone(),
        ..of_profile(
            Stage::Profiles,
            None,
            Op::CreateProfile,
            profile,
            vec![ProfileAbsent, NameFree],
        )
    }
}

/// What a person types in for a new profile.
pub fn accounts(wave: u32, profile: &Profile) -> impl Iterator<Item = Operation> {
    let is = |column: &str, wanted: i64| profile.columns.get(column) == Some(&wanted.into());
    let is_new = profile.matches.is_none();
    let same = profile.columns.get("usesamesettingsforoutgoingconnections") == Some(&true.into());
    let ops = [
        (
            is("incomingcredentialretrieval", 1),
            Op::EnterIncomingPassword,
        ),
        (
            is("outgoingcredentialretrieval", 1) && !same,
            Op::EnterOutgoingPassword,
        ),
        (is("incomingcredentialretrieval", 7), Op::EnterClientSecret),
    ];
    ops.into_iter()
        .filter(move |(needed, _)| is_new && *needed)
        .map(move |(_, op)| {
            use Precondition::{NotEntered, ProfileThere};
            of_profile(
                Stage::Credentials,
                Some(wave),
                op,
                profile,
                vec![ProfileThere, NotEntered],
            )
        })
}

/// The approval of an address. One that was rejected is approved only where the admin said so.
pub fn approve(wave: u32, mailbox: &Mailbox, rejected: Option<Rejected>) -> Operation {
    use Precondition::{ApprovalOpen, Assigned};
    let precondition = if rejected == Some(Rejected::Approve) {
        vec![Assigned]
    } else {
        vec![Assigned, ApprovalOpen]
    };
    Operation {
        set: one(&"emailrouteraccessapproval", 1.into()),
        ..of_mailbox(
            Stage::Approve,
            wave,
            Op::ApproveAddress,
            mailbox,
            precondition,
        )
    }
}

/// What a person types in for a mailbox.
pub fn password(wave: u32, mailbox: &Mailbox) -> Operation {
    use Precondition::{Assigned, NotEntered};
    of_mailbox(
        Stage::Credentials,
        wave,
        Op::EnterMailboxPassword,
        mailbox,
        vec![Assigned, NotEntered],
    )
}
