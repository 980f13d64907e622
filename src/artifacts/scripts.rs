//! `apply.ps1` and `rollback.ps1`: the same for every plan, so that they can be read once and signed.

use std::io::{self, Write};

use super::{About, Artifact};
use crate::plan::Plan;

/// A script that is handed out as it is.
pub struct Script {
    about: About,
    text: &'static str,
}

/// Carries the plan out.
pub static APPLY: Script = Script {
    about: About {
        name: "apply.ps1",
        alone: "apply.ps1",
        title: "Script that carries the plan out",
        purpose: "Runs operations.json in Windows PowerShell, stage by stage and wave by wave. It is the same for every plan.",
        media_type: "text/plain",
        for_people: false,
        text: true,
    },
    text: include_str!("../../apply/apply.ps1"),
};

/// Takes it back.
pub static ROLLBACK: Script = Script {
    about: About {
        name: "rollback.ps1",
        alone: "rollback.ps1",
        title: "Script that takes it back",
        purpose: "Restores what apply.ps1 noted in its log before the first change. It is the same for every plan.",
        media_type: "text/plain",
        for_people: false,
        text: true,
    },
    text: include_str!("../../apply/rollback.ps1"),
};

impl Artifact for Script {
    fn about(&self) -> About {
        self.about
    }

    fn write(&self, _plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.text.as_bytes())
    }
}
