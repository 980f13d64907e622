//! The small parts of a workbook: what it holds, and the texts that cells share.

use std::collections::HashMap;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::{Package, Part, Stop};

/// What a workbook says of itself.
#[derive(Debug)]
pub(crate) struct Workbook {
    /// Its worksheets, in the order of the tabs.
    pub sheets: Vec<Sheet>,
    /// Whether days count from 1904.
    pub from_1904: bool,
    shared_texts: Option<String>,
}

/// One worksheet.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub name: String,
    pub hidden: bool,
    /// Name of its part.
    pub part: String,
}

/// Texts that cells refer to by number, in one allocation.
#[derive(Debug, Default)]
pub(crate) struct SharedTexts {
    text: String,
    ends: Vec<usize>,
}

impl SharedTexts {
    pub fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }
}

/// A part that another part names.
struct Related {
    id: String,
    kind: String,
    part: String,
}

/// Finds the workbook and its sheets; `None` when the package holds no workbook.
pub(crate) fn workbook(package: &mut Package<'_>) -> Result<Option<Workbook>, Stop> {
    let main = related(package, "")?
        .into_iter()
        .find(|found| found.kind == "officeDocument")
        .map_or_else(|| "xl/workbook.xml".to_owned(), |found| found.part);
    if !main.to_ascii_lowercase().ends_with(".xml")
        || package.archive.entry("word/document.xml").is_some()
    {
        return Ok(None);
    }
    let related = related(package, &main)?;
    let Some(mut part) = package.part(&main)? else {
        return Ok(None);
    };
    let parts: HashMap<&str, &str> = related
        .iter()
        .filter(|found| found.kind == "worksheet")
        .map(|found| (found.id.as_str(), found.part.as_str()))
        .collect();
    let mut found = Workbook {
        sheets: Vec::new(),
        from_1904: false,
        shared_texts: related
            .iter()
            .find(|found| found.kind == "sharedStrings")
            .map(|found| found.part.clone()),
    };
    each_start(&mut part, |tag| match tag.local_name().as_ref() {
        "workbookPr" => {
            found.from_1904 =
                attribute(tag, "date1904").is_some_and(|value| value == "1" || value == "true");
        }
        "sheet" => {
            let id = attribute(tag, "id").unwrap_or_default();
            if let Some(part) = parts.get(id.as_str()) {
                found.sheets.push(Sheet {
                    name: attribute(tag, "name").unwrap_or_default(),
                    hidden: attribute(tag, "state").is_some_and(|state| state != "visible"),
                    part: (*part).to_owned(),
                });
            }
        }
        _ => {}
    })?;
    Ok(Some(found))
}

/// The parts that a part (or, with an empty name, the package) names.
fn related(package: &mut Package<'_>, of: &str) -> Result<Vec<Related>, Stop> {
    let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
    let list = format!("{folder}/_rels/{name}.rels");
    let mut found = Vec::new();
    if let Some(mut part) = package.part(&list)? {
        each_start(&mut part, |tag| {
            if tag.local_name().as_ref() != "Relationship" {
                return;
            }
            let kind = attribute(tag, "Type").unwrap_or_default();
            found.push(Related {
                id: attribute(tag, "Id").unwrap_or_default(),
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                part: resolved(folder, &attribute(tag, "Target").unwrap_or_default()),
            });
        })?;
    }
    Ok(found)
}

/// A target relative to a folder, without `.` and `..`.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').collect()
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            _ => path.push(step),
        }
    }
    path.join("/").trim_start_matches('/').to_owned()
}

/// The texts that cells share; none when the workbook has no such part.
pub(crate) fn shared_texts(
    package: &mut Package<'_>,
    workbook: &Workbook,
) -> Result<SharedTexts, Stop> {
    let mut texts = SharedTexts::default();
    let Some(name) = &workbook.shared_texts else {
        return Ok(texts);
    };
    let Some(mut part) = package.part(name)? else {
        return Ok(texts);
    };
    let mut buffer = Vec::new();
    let (mut in_text, mut in_reading_aid) = (false, false);
    loop {
        buffer.clear();
        match part.read_event_into(&mut buffer)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => in_text = true,
                "rPh" => in_reading_aid = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => in_reading_aid = false,
                "si" => texts.ends.push(texts.text.len()),
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => {
                texts.ends.push(texts.text.len());
            }
            Event::Eof => return Ok(texts),
            event if in_text && !in_reading_aid => add_text(&event, &mut texts.text),
            _ => {}
        }
    }
}

/// Adds what an event stands for to a text.
pub(crate) fn add_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(reference) => {
            if let Ok(Some(character)) = reference.resolve_char_ref() {
                text.push(character);
            } else if let Some(known) =
                quick_xml::escape::resolve_predefined_entity(&reference.xml10_content())
            {
                text.push_str(known);
            }
        }
        _ => {}
    }
}

fn each_start(part: &mut Part<'_>, mut take: impl FnMut(&BytesStart<'_>)) -> Result<(), Stop> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match part.read_event_into(&mut buffer)? {
            Event::Start(tag) | Event::Empty(tag) => take(&tag),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// An attribute by its name without a prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}
