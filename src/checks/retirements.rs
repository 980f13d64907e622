//! What Microsoft has announced an end for, and how long that is away.

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::model::Finding;
use crate::merge::seconds;

/// Something that ends on a day that is published.
#[derive(Debug)]
pub struct Retirement {
    /// The rule that warns of it.
    pub rule: &'static str,
    /// The day.
    pub day: Date,
    /// What happens then.
    pub what: &'static str,
}

/// All of them. The end of SMTP AUTH (TG-04) is not one: its day is not published yet.
pub static RETIREMENTS: [Retirement; 2] = [
    Retirement {
        rule: "TG-03",
        day: date(2026, 12, 31),
        what: "SMTP AUTH with Basic authentication is off by default in existing tenants from now on",
    },
    Retirement {
        rule: "TG-06",
        day: date(2027, 4, 1),
        what: "Exchange Web Services in Exchange Online end without exceptions",
    },
];

/// The end that comes first among those that findings warn of: the finding, and the whole weeks that are
/// left at a time; 0 once it is over.
pub fn next_retirement(findings: &[Finding], at: Timestamp) -> Option<(&Finding, u64)> {
    let dated = RETIREMENTS.iter().filter_map(|retirement| {
        let mut findings = findings.iter();
        let finding = findings.find(|finding| finding.id == retirement.rule)?;
        Some((finding, seconds(retirement.day.at(0, 0, 0, 0))))
    });
    let (finding, over) = dated.min_by_key(|(_, over)| *over)?;
    let weeks = (over - at.as_second()) / (7 * 24 * 3600);
    Some((finding, u64::try_from(weeks).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::by_id;
    use crate::checks::model::{Rest, Severity};

    fn finding(rule: &str) -> Finding {
        Finding {
            id: rule.to_owned(),
            severity: Severity::Warning,
            code: None,
            title: String::new(),
            count: 1,
            subjects: Vec::new(),
            rest: Rest::default(),
            message: String::new(),
            remedy: String::new(),
            source: None,
            places: Vec::new(),
        }
    }

    #[test]
    fn the_first_end_counts_in_whole_weeks() {
        // What only has to be set up, or ends on a day not published, does not count.
        let findings = ["IN-06", "TG-08", "TG-04", "TG-06", "TG-03"].map(finding);
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let next =
            |time| next_retirement(&findings, at(time)).map(|(one, weeks)| (&*one.id, weeks));
        assert_eq!(next("2026-12-10T00:00:00Z"), Some(("TG-03", 3)));
        assert_eq!(next("2027-01-01T00:00:00Z"), Some(("TG-03", 0)));
        assert_eq!(
            next_retirement(&findings[..3], at("2026-12-10T00:00:00Z")),
            None
        );
    }

    #[test]
    fn every_dated_rule_is_one() {
        for retirement in &RETIREMENTS {
            assert!(by_id(retirement.rule).is_some(), "{}", retirement.rule);
        }
    }
}
