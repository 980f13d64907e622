//! What Microsoft has announced an end for, and how long that is away.

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::model::Finding;
use crate::merge::seconds;

/// The rules that warn of an end, with its day.
const RETIREMENTS: [(&str, Date); 5] = [
    ("TG-03", date(2026, 12, 31)),
    ("TG-04", date(2027, 7, 1)),
    ("TG-06", date(2027, 4, 1)),
    ("TG-07", date(2027, 4, 1)),
    ("TG-08", date(2027, 4, 1)),
];

/// The end that comes first among those that findings warn of: the finding, and the whole weeks that are
/// left at a time; 0 once it is over.
pub fn next_retirement(findings: &[Finding], at: Timestamp) -> Option<(&Finding, u64)> {
    let dated = RETIREMENTS.iter().filter_map(|(rule, over)| {
        let finding = findings.iter().find(|finding| finding.id == *rule)?;
        Some((finding, seconds(over.at(0, 0, 0, 0))))
    });
    let (finding, over) = dated.min_by_key(|(_, over)| *over)?;
    let weeks = (over - at.as_second()) / (7 * 24 * 3600);
    Some((finding, u64::try_from(weeks).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::by_id;
    use crate::checks::model::Severity;

    fn finding(rule: &str) -> Finding {
        Finding {
            id: rule.to_owned(),
            severity: Severity::Warning,
            code: None,
            title: String::new(),
            count: 1,
            subjects: Vec::new(),
            message: String::new(),
            remedy: String::new(),
            source: None,
            places: Vec::new(),
        }
    }

    #[test]
    fn the_first_end_counts_in_whole_weeks() {
        let findings = ["IN-06", "TG-06", "TG-03"].map(finding);
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let next =
            |time| next_retirement(&findings, at(time)).map(|(one, weeks)| (&*one.id, weeks));
        assert_eq!(next("2026-12-10T00:00:00Z"), Some(("TG-03", 3)));
        assert_eq!(next("2027-01-01T00:00:00Z"), Some(("TG-03", 0)));
        assert_eq!(
            next_retirement(&findings[..1], at("2026-12-10T00:00:00Z")),
            None
        );
    }

    #[test]
    fn every_dated_rule_is_one() {
        for (rule, _) in RETIREMENTS {
            assert!(by_id(rule).is_some(), "{rule}");
        }
    }
}
