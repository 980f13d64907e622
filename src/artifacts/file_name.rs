//! The name an artifact is downloaded under.

use super::About;
use crate::plan::Plan;

/// Most bytes of the organization's part: with date and name it stays below what file systems and
/// archives take.
const MAX_ORGANIZATION: usize = 80;

/// The name to download an artifact under: `reroute-<organization>-<date>-<name>`. Its parts hold
/// only letters, digits, dots and hyphens, so that every file system takes it; a part that is not
/// known is left out.
pub fn file_name(plan: &Plan, about: &About) -> String {
    let organization = plan
        .organizations
        .iter()
        .find(|organization| organization.chosen)
        .map(|organization| plain(&organization.id))
        .filter(|part| !part.is_empty());
    let date = plan.as_of.map(|time| {
        let time = time.to_string();
        time.split('T').next().unwrap_or_default().to_owned()
    });
    let mut name = "reroute-".to_owned();
    for part in [organization, date].into_iter().flatten() {
        name.push_str(&part);
        name.push('-');
    }
    name + about.alone
}

/// Letters, digits and single dots stay; a run of anything else becomes one hyphen.
fn plain(id: &str) -> String {
    let mut plain = String::new();
    for c in id.chars() {
        let c = if c.is_alphanumeric() {
            c
        } else if c == '.' {
            '.'
        } else {
            '-'
        };
        let is_mark = matches!(c, '.' | '-');
        if is_mark && (plain.is_empty() || plain.ends_with(['.', '-'])) {
            continue;
        }
        if plain.len() + c.len_utf8() > MAX_ORGANIZATION {
            break;
        }
        plain.push(c);
    }
    plain.trim_end_matches(['.', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn an_organization_becomes_a_plain_part_of_a_file_name() {
        assert_eq!(plain("crm.contoso.com/contoso"), "crm.contoso.com-contoso");
        assert_eq!(plain("../../etc/passwd"), "etc-passwd");
        assert_eq!(plain("crm:5555/a?b*c\"d|e"), "crm-5555-a-b-c-d-e");
        assert_eq!(plain("crm/\u{202e}gpj.exe\u{7}"), "crm-gpj.exe");
        assert_eq!(plain("müller.example/größe"), "müller.example-größe");
        assert_eq!(plain("///"), "");
        assert!(plain(&"ü".repeat(300)).len() <= 80);
    }
}
