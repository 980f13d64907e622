//! The calendar, read by Python's icalendar.

mod takeaway;

use serde_json::Value;
use takeaway::{folder, naughty_strings, plan, python_with, rendered, run};

fn events(bytes: &[u8]) -> Vec<Value> {
    let program = "import json, sys, icalendar\n\
        calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())\n\
        json.dump([{\n\
        \x20   'uid': str(event['UID']), 'summary': str(event['SUMMARY']), 'description': str(event['DESCRIPTION']),\n\
        \x20   'start': event.decoded('DTSTART').isoformat(), 'end': event.decoded('DTEND').isoformat(),\n\
        \x20   'alarms': [str(alarm['TRIGGER'].to_ical(), 'ascii') for alarm in event.walk('VALARM')],\n\
        } for event in calendar.walk('VEVENT')], sys.stdout)";
    let said = run(
        python_with("icalendar"),
        &["-c", program],
        bytes,
        &folder("calendar"),
    );
    serde_json::from_str(&said).expect("Python writes JSON")
}

#[test]
fn waves_and_the_switch_are_in_the_calendar() {
    let bytes = rendered(&plan(), "schedule.ics");
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    assert!(
        text.split("\r\n")
            .all(|line| line.len() <= 75 && !line.contains('\n')),
        "lines are folded and end in CRLF"
    );
    let events = events(&bytes);
    assert_eq!(events.len(), 3);
    assert_eq!(events[0]["start"], "2026-12-01T18:00:00+00:00");
    assert_eq!(events[0]["end"], "2026-12-01T23:00:00+00:00");
    assert_eq!(
        events[0]["summary"],
        "Wave 1: Queues and forward mailboxes (1 mailbox)"
    );
    assert_eq!(events[0]["alarms"], serde_json::json!(["-PT30M"]));
    assert_eq!(
        (&events[2]["start"], &events[2]["end"]),
        (&"2026-12-02".into(), &"2026-12-03".into())
    );
}

#[test]
fn events_keep_their_identity_when_planned_again() {
    let mut plan = plan();
    let before = events(&rendered(&plan, "schedule.ics"));
    plan.waves[0].starts = "2026-12-05T18:00:00Z".parse().expect("a time");
    plan.as_of = Some("2026-11-30T00:00:00Z".parse().expect("a time"));
    let after = events(&rendered(&plan, "schedule.ics"));
    let uids = |events: &[Value]| {
        events
            .iter()
            .map(|event| event["uid"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(uids(&before), uids(&after));
}

/// Summaries of the switch, unfolded by icalendar. Versions before 6 take an escape off twice, so that
/// the escapes are taken off here, as RFC 5545 has them.
fn switches(calendars: &[String]) -> Vec<String> {
    let program = "import json, re, sys, icalendar\n\
        def text(value): return re.sub(r'\\\\([\\\\;,nN])', lambda m: '\\n' if m[1] in 'nN' else m[1], value)\n\
        found = []\n\
        for one in json.load(sys.stdin):\n\
        \x20   icalendar.Calendar.from_ical(one)\n\
        \x20   lines = [str(line) for line in icalendar.parser.Contentlines.from_ical(one)]\n\
        \x20   found += [text(line[8:]) for line in lines if line.startswith('SUMMARY:Switch ')]\n\
        json.dump(found, sys.stdout)";
    let input = serde_json::to_vec(calendars).expect("strings");
    let python = python_with("icalendar");
    let said = run(python, &["-c", program], &input, &folder("calendar-text"));
    serde_json::from_str(&said).expect("Python writes JSON")
}

#[test]
fn text_comes_back_as_it_was() {
    let mut plan = plan();
    let texts = naughty_strings();
    let calendars = texts.iter().map(|text| {
        plan.organizations[0].id.clone_from(text);
        String::from_utf8(rendered(&plan, "schedule.ics")).expect("UTF-8")
    });
    let switches = switches(&calendars.collect::<Vec<_>>());
    assert_eq!(switches.len(), texts.len());
    for (switch, text) in switches.iter().zip(&texts) {
        let kept: String = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .chars()
            .map(|c| {
                if c.is_control() && !matches!(c, '\t' | '\n') {
                    '\u{fffd}'
                } else {
                    c
                }
            })
            .collect();
        assert_eq!(
            *switch,
            format!("Switch {kept} to server-side synchronization")
        );
    }
}
