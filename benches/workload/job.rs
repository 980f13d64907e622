//! What the whole job is asked for, on the machine and in the browser alike.
#![allow(clippy::unwrap_used)]

use reroute::answers::Answers;

/// The answers of the first plan, or with one of them changed.
pub fn answers(changed: bool) -> Answers {
    let hour = if changed { 18 } else { 17 };
    let answers = format!(
        r#"{{ "as_of": "2026-11-23T09:00:00Z", "target": "online", "target_url": "https://fabrikam.crm4.dynamics.com",
              "waves_from": "2026-12-01T{hour}:00:00Z", "all_pairs_as_proposed": true }}"#
    );
    serde_json::from_str(&answers).unwrap()
}
