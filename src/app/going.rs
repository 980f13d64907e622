//! From step to step, and to what is meant there.

use leptos::prelude::*;

use super::address::Address;
use super::outside;
use super::state::{Notice, State};
use crate::session::protocol::RowsQuery;

impl State {
    /// Goes to a step, by the address, so that Back and Forward work.
    pub(super) fn go(self, step: u8) {
        self.furthest
            .update(|furthest| *furthest = step.max(*furthest));
        outside::set_fragment(&Address::step(step).write());
    }

    /// Goes to a step and tells something at its top.
    pub(super) fn go_and_tell(self, step: u8, good: bool, title: &str, text: &str) {
        if self.address.with_untracked(|address| address.step) == step {
            self.tell(good, title, text);
            outside::focus("title");
        } else {
            let notice = Notice {
                good,
                title: title.to_owned(),
                text: text.to_owned(),
            };
            self.hidden
                .update_value(|hidden| hidden.arriving = Some(notice));
            self.go(step);
        }
    }

    /// A step was gone to: what was told on the one before has gone with it.
    pub(super) fn arrive(self) {
        self.problems.set(Vec::new());
        self.added.set(Vec::new());
        let arriving = self
            .hidden
            .try_update_value(|hidden| hidden.arriving.take());
        self.notice.set(arriving.flatten());
    }

    /// Leads to a field of the step that is gone to next.
    pub(super) fn aim(self, field: &'static str) {
        self.hidden.update_value(|hidden| hidden.aim = Some(field));
    }

    /// Where the focus goes on a new step.
    pub(super) fn aimed_at(self) -> &'static str {
        let aim = self.hidden.try_update_value(|hidden| hidden.aim.take());
        aim.flatten().unwrap_or("title")
    }

    /// Shows some rows of the mailbox table.
    pub(super) fn show_rows(self, rows: RowsQuery) {
        outside::set_fragment(&Address::rows(rows).write());
    }
}
