//! One answer put into the answers, at the place its question names.

use serde_json::Value;

use crate::answers::Answers;

/// The answers with one more: `value` at `path`, a JSON Pointer into `answers.json`; `None` takes the
/// answer back. Values that are not text there, such as yes and no, are given as they stand in JSON.
///
/// `None` when the answers have no such place, or not for such a value.
pub fn answered(answers: &Answers, path: &str, value: Option<&str>) -> Option<Answers> {
    let mut all = serde_json::to_value(answers).ok()?;
    let mut parts = path.strip_prefix('/')?.split('/').map(unescape).peekable();
    let mut at = &mut all;
    let last = loop {
        let part = parts.next()?;
        if parts.peek().is_none() {
            break part;
        }
        at = at
            .as_object_mut()?
            .entry(part)
            .or_insert_with(|| Value::Object(serde_json::Map::default()));
    };
    let object = at.as_object_mut()?;
    let Some(value) = value else {
        object.remove(&last);
        return serde_json::from_value(all).ok();
    };
    object.insert(last.clone(), Value::String(value.to_owned()));
    serde_json::from_value(all.clone()).ok().or_else(|| {
        let literal = serde_json::from_str(value).ok()?;
        let place = all.pointer_mut(path)?;
        *place = literal;
        serde_json::from_value(all).ok()
    })
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{Target, WithoutUrl};

    #[test]
    fn an_answer_goes_where_its_question_says() {
        let answers = Answers::default();
        let paired =
            answered(&answers, "/pairs/in-3f9a1c20", Some("out-77aa0012")).expect("a place");
        assert_eq!(paired.pairs["in-3f9a1c20"], "out-77aa0012");
        let placed = answered(&paired, "/target", Some("onpremises-9")).expect("a place");
        assert_eq!(placed.target, Some(Target::OnPremises9));
        assert_eq!(placed.pairs, paired.pairs);
        let kept = answered(&placed, "/without_url", Some("include")).expect("a place");
        assert_eq!(kept.without_url, Some(WithoutUrl::Include));
    }

    #[test]
    fn yes_and_no_are_no_text() {
        let answers =
            answered(&Answers::default(), "/impersonation/key", Some("true")).expect("a place");
        assert!(answers.impersonation["key"]);
    }

    #[test]
    fn keys_may_hold_slashes() {
        let answers =
            answered(&Answers::default(), "/tags/Server~1Port", Some("port")).expect("a place");
        assert_eq!(answers.tags["Server/Port"], "port");
    }

    #[test]
    fn an_answer_can_be_taken_back() {
        let answers = answered(&Answers::default(), "/pairs/in-1", Some("out-1")).expect("a place");
        assert_eq!(
            answered(&answers, "/pairs/in-1", None),
            Some(Answers::default())
        );
    }

    #[test]
    fn a_place_that_is_not_there_is_refused() {
        assert_eq!(
            answered(&Answers::default(), "/nothing/like/this", Some("x")),
            None
        );
        assert_eq!(
            answered(&Answers::default(), "/target", Some("the moon")),
            None
        );
    }
}
