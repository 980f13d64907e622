//! Step 3: what will happen, on one screen.

use leptos::prelude::*;

use super::{Actions, Head};
use crate::app::parts::accounting::{Bar, Causes, Deciding};
use crate::app::parts::finding::Findings;
use crate::app::parts::later::Later;
use crate::app::parts::mailboxes::Mailboxes;
use crate::app::parts::tasks::Tasks;
use crate::app::parts::waves::Waves;

#[component]
pub(in crate::app) fn Review() -> impl IntoView {
    view! {
        <Head step=3 title="Review what will happen">
            <p>"Every mailbox of the files ends in exactly one of these. Each number leads to the rows behind it."</p>
        </Head>
        <div class="accounting"><Bar/></div>
        <Deciding/>
        <Causes/>
        <Later><Waves/></Later>
        <Later><Findings/></Later>
        <Later><Tasks/></Later>
        <Later>
            <Mailboxes/>
            <Actions step=3/>
        </Later>
    }
}
