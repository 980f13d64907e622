//! The offer to set the direction that the files do not prove to None.

use super::{count, option, question};
use crate::answers::MissingDirection;
use crate::checks::collector::Collector;
use crate::checks::model::{QuestionKind, SubjectKind};
use crate::merge::Belonging;
use crate::merge::model::{Direction, MailboxKind};

/// One question for each router profile with such rows. Nothing waits for it: until it is answered the
/// direction stays as it is in the organization.
pub fn check(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let mut half = vec![0_usize; draft.router_profiles.len()];
    for row in draft
        .rows
        .iter()
        .filter(|row| row.belonging == Belonging::Planned)
    {
        let side = match (row.incoming_profile(), row.outgoing_profile()) {
            (Some(side), None) if row.kind != MailboxKind::Forward && row.outgoing.is_empty() => {
                side
            }
            (None, Some(side)) if row.incoming.is_empty() => side,
            _ => continue,
        };
        half[side] += 1;
    }
    for (profile, half) in draft.router_profiles.iter().zip(half) {
        if half == 0 {
            continue;
        }
        let missing = match profile.direction {
            Direction::Incoming => "outgoing",
            Direction::Outgoing => "incoming",
        };
        let text = format!(
            "Nothing in the files proves the {missing} direction of {} of {}. What becomes of it?",
            count(half),
            profile.name
        );
        let mut asked = question(
            QuestionKind::MissingDirection,
            format!("missing-direction:{}", profile.id),
            (SubjectKind::RouterProfile, &profile.id),
            text,
            0,
            &["missing_direction", &profile.id],
        );
        let but = if draft.has_forward_mailbox && profile.direction == Direction::Outgoing {
            ", nor for owners whom the forward mailbox may serve: all who are in no export of mailboxes"
        } else {
            ""
        };
        asked.options = vec![
            option("keep", "Leave it", "It stays as it is in the organization."),
            option(
                "none",
                "Set it to None",
                format!(
                    "Their {missing} delivery method becomes None. Not for mailboxes whose other half stands in these files, too{but}."
                ),
            ),
        ];
        asked.proposed = Some("keep".to_owned());
        let answered = draft.answers.missing_direction.get(&*profile.id);
        asked.answered = answered.map(|answer| match answer {
            MissingDirection::Keep => "keep".to_owned(),
            MissingDirection::None => "none".to_owned(),
        });
        collector.questions.push(asked);
    }
}
