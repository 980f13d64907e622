//! Numbers, dates and zones in words, by the browser's `Intl`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jiff::Timestamp;
use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
    type Formatter;
    #[wasm_bindgen(constructor, js_namespace = Intl, js_class = "DateTimeFormat", catch)]
    fn new(locale: &str, options: &JsValue) -> Result<Formatter, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &Formatter, date: &Date) -> String;
    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved(this: &Formatter) -> JsValue;
    #[wasm_bindgen(js_namespace = Intl, js_name = supportedValuesOf, catch)]
    fn supported_values_of(key: &str) -> Result<Array, JsValue>;
}

/// The page is in English; dates stand day first, so that no one reads 12/1 two ways.
const LOCALE: &str = "en-GB";

/// How a time is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// `Tue, 1 Dec 2026, 18:00`
    Moment,
    /// `Tue, 1 Dec`
    Day,
    /// `30 Nov, 18:00`
    Short,
    /// `18:00`
    Clock,
    /// `GMT+01:00`, to be read by [`offset_at`].
    Offset,
}

impl Style {
    const fn options(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Moment => &[
                ("weekday", "short"),
                ("day", "numeric"),
                ("month", "short"),
                ("year", "numeric"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
                ("hourCycle", "h23"),
            ],
            Self::Day => &[("weekday", "short"), ("day", "numeric"), ("month", "short")],
            Self::Short => &[
                ("day", "numeric"),
                ("month", "short"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
                ("hourCycle", "h23"),
            ],
            Self::Clock => &[
                ("hour", "2-digit"),
                ("minute", "2-digit"),
                ("hourCycle", "h23"),
            ],
            Self::Offset => &[("timeZoneName", "longOffset")],
        }
    }
}

/// Making a formatter is slow, so that each is made once; `None` for a zone the browser does not know.
type Formatters = HashMap<(String, Style), Option<Rc<Formatter>>>;

thread_local! {
    static FORMATTERS: RefCell<Formatters> = RefCell::default();
}

fn formatter(zone: &str, style: Style) -> Option<Rc<Formatter>> {
    FORMATTERS.with_borrow_mut(|held| {
        held.entry((zone.to_owned(), style))
            .or_insert_with(|| {
                let options = Object::new();
                for (name, value) in style.options().iter().chain(&[("timeZone", zone)]) {
                    Reflect::set(&options, &(*name).into(), &(*value).into()).ok()?;
                }
                let locale = if style == Style::Offset {
                    "en-US"
                } else {
                    LOCALE
                };
                Formatter::new(locale, &options).ok().map(Rc::new)
            })
            .clone()
    })
}

/// A time in a zone, in words. An unknown zone is shown as UTC.
pub(super) fn time(at: Timestamp, zone: &str, style: Style) -> String {
    formatter(zone, style)
        .or_else(|| formatter("UTC", style))
        .map_or_else(|| at.to_string(), |formatter| formatter.format(&date(at)))
}

/// The offset of a zone at an instant, in seconds east of UTC.
pub(super) fn offset_at(at: Timestamp, zone: &str) -> i32 {
    let shown = time(at, zone, Style::Offset);
    let Some((_, offset)) = shown.rsplit_once("GMT") else {
        return 0;
    };
    let sign = if offset.starts_with('-') || offset.starts_with('\u{2212}') {
        -1
    } else {
        1
    };
    let digits = offset.trim_start_matches(['+', '-', '\u{2212}']);
    let seconds = digits
        .split(':')
        .zip([3600, 60, 1])
        .map(|(part, unit)| part.trim().parse::<i32>().unwrap_or(0) * unit)
        .sum::<i32>();
    sign * seconds
}

fn date(at: Timestamp) -> Date {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of any date fit a double"
    )]
    Date::new(&JsValue::from_f64(at.as_millisecond() as f64))
}

/// The present, from the machine's clock.
pub(super) fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole seconds of the present"
    )]
    Timestamp::from_second((Date::now() / 1000.0) as i64).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The zone this machine is set to.
pub(super) fn own_zone() -> String {
    Formatter::new(LOCALE, &JsValue::UNDEFINED)
        .ok()
        .and_then(|formatter| Reflect::get(&formatter.resolved(), &"timeZone".into()).ok())
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// Every zone the browser knows, UTC first.
pub(super) fn zones() -> Vec<String> {
    let known = supported_values_of("timeZone").unwrap_or_default();
    std::iter::once("UTC".to_owned())
        .chain(
            known
                .iter()
                .filter_map(|zone| zone.as_string())
                .filter(|zone| zone != "UTC"),
        )
        .collect()
}

/// A whole number with its thousands apart.
pub(super) fn number(value: impl Into<u64>) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown, not counted with")]
    let value = value.into() as f64;
    String::from(js_sys::Number::from(value).to_locale_string(LOCALE))
}

/// A size as a person reads it: `3.1 MB`.
pub(super) fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "rounded to one digit")]
    let bytes_float = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} KB", bytes_float / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes_float / 1e6),
        _ => format!("{:.1} GB", bytes_float / 1e9),
    }
}
