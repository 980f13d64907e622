//! Answers of the Web API: `{"value":[…]}`, one or several pages, with or without annotations.
//!
//! Entries go straight into the table while they are read; no tree of the document is built.

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::codes::Code;
use super::columns;
use super::fault::Faults;
use super::table::Table;

/// What the pages said besides their entries.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Pages {
    /// Lists of entries.
    pub lists: u32,
    /// Pages that name a next one.
    pub with_next: u32,
    /// The entity set, when a page names it.
    pub entity_set: Option<String>,
}

/// Reads pages, one behind the other or in a list, into the table. The entries before damage stay.
pub(crate) fn read(text: &str, table: &mut Table, faults: &mut Faults) -> Pages {
    let mut reader = Reader {
        table,
        columns: HashMap::new(),
        order: Vec::new(),
        expected: 0,
        row: Vec::new(),
        pages: Pages::default(),
        error: None,
    };
    let mut input = serde_json::Deserializer::from_str(text);
    let mut damage = None;
    while damage.is_none() && input.end().is_err() {
        let document = Level {
            reader: &mut reader,
            depth: 0,
        };
        damage = document.deserialize(&mut input).err();
    }
    let Reader { pages, error, .. } = reader;
    let entries = table.len();
    if let Some(message) = error {
        faults.add(Code::ServiceError, None, None, |_| {
            format!("The service answered with an error: {message}")
        });
    } else if pages.lists == 0 || (damage.is_some() && entries == 0) {
        faults.add(Code::JsonOther, None, None, |_| match &damage {
            Some(error) => format!(
                "It begins like JSON, is none from line {}, column {} on, and holds no entries before.",
                error.line(),
                error.column()
            ),
            None => "It is JSON without a list of entries called “value”.".to_owned(),
        });
    } else if let Some(error) = damage {
        faults.add(Code::JsonBroken, None, None, |_| {
            format!(
                "The JSON is damaged at line {}, column {}; {entries} whole entries stand before it.",
                error.line(),
                error.column()
            )
        });
    }
    pages
}

struct Reader<'t> {
    table: &'t mut Table,
    /// Where the cells of a key go; `None` for keys that are never needed.
    columns: HashMap<String, Option<usize>>,
    /// The keys in the order of the entries, which rarely changes, and the one that is expected next.
    order: Vec<(String, Option<usize>)>,
    expected: usize,
    row: Vec<String>,
    pages: Pages,
    error: Option<String>,
}

impl Reader<'_> {
    fn column(&mut self, key: &str) -> Option<usize> {
        let at = self.expected;
        self.expected += 1;
        if let Some((expected, column)) = self.order.get(at)
            && expected == key
        {
            return *column;
        }
        let column = self.column_of(key);
        self.order.truncate(at);
        if self.order.len() == at {
            self.order.push((key.to_owned(), column));
        }
        column
    }

    fn column_of(&mut self, key: &str) -> Option<usize> {
        if let Some(column) = self.columns.get(key) {
            return *column;
        }
        // Annotations that no column of ours is called by are bulk.
        let is_needed = !key.contains('@') || columns::is_known(key);
        let column = is_needed.then(|| self.table.add_heading(key));
        self.columns.insert(key.to_owned(), column);
        column
    }

    /// The cell of a column, emptied.
    fn cell(&mut self, column: usize) -> &mut String {
        if self.row.len() <= column {
            self.row.resize_with(column + 1, String::new);
        }
        self.row[column].clear();
        &mut self.row[column]
    }

    fn end_entry(&mut self) {
        self.expected = 0;
        let number = u32::try_from(self.table.len() + 1).unwrap_or(u32::MAX);
        self.table.push(number, self.row.iter().map(String::as_str));
        self.row.iter_mut().for_each(String::clear);
    }
}

/// One object or list of the document, by how deep it stands: 0 the document itself, 1 what a list at
/// the top holds (entries, or pages again), 2 the entries of a page.
struct Level<'r, 't> {
    reader: &'r mut Reader<'t>,
    depth: u8,
}

impl<'de> DeserializeSeed<'de> for Level<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a page of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.reader.pages.lists += u32::from(self.depth == 0);
        let depth = self.depth + 1;
        while list
            .next_element_seed(Level {
                reader: self.reader,
                depth,
            })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let reader = self.reader;
        let mut is_page = self.depth == 0;
        while let Some(key) = map.next_key_seed(KeyOf {
            reader,
            depth: self.depth,
        })? {
            match key {
                Key::Entries => {
                    is_page = true;
                    map.next_value_seed(Entries { reader })?;
                }
                Key::Next => {
                    map.next_value::<IgnoredAny>()?;
                    reader.pages.with_next += 1;
                }
                Key::Context => {
                    let context: String = map.next_value()?;
                    reader.pages.entity_set = columns::entity_set(&context).map(str::to_owned);
                }
                Key::Error => reader.error = Some(service_message(&map.next_value()?)),
                Key::Column(column) => map.next_value_seed(Cell {
                    text: reader.cell(column),
                })?,
                Key::Skip => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if !is_page {
            reader.end_entry();
        }
        Ok(())
    }

    // Anything else is no page and no entry.
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

enum Key {
    Entries,
    Next,
    Context,
    Error,
    Column(usize),
    Skip,
}

struct KeyOf<'r, 't> {
    reader: &'r mut Reader<'t>,
    depth: u8,
}

impl<'de> DeserializeSeed<'de> for KeyOf<'_, '_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyOf<'_, '_> {
    type Value = Key;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
        Ok(match (self.depth, key) {
            (0 | 1, "value") => Key::Entries,
            (0 | 1, "@odata.nextLink") => Key::Next,
            (0 | 1, "@odata.context") => Key::Context,
            (0, "error") => Key::Error,
            (0, _) => Key::Skip,
            _ => self.reader.column(key).map_or(Key::Skip, Key::Column),
        })
    }
}

/// The entries of a page.
struct Entries<'r, 't> {
    reader: &'r mut Reader<'t>,
}

impl<'de> DeserializeSeed<'de> for Entries<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let reader = self.reader;
        reader.pages.lists += 1;
        while list
            .next_element_seed(Level { reader, depth: 2 })?
            .is_some()
        {}
        Ok(())
    }
}

/// One value, as text.
struct Cell<'r> {
    text: &'r mut String,
}

impl<'de> DeserializeSeed<'de> for Cell<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.text.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        write!(self.text, "{value}").map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        write!(self.text, "{value}").map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        write!(self.text, "{value}").map_err(E::custom)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.text.push_str(value);
        Ok(())
    }

    // Expanded rows and lists inside an entry are no cells.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// What an error of the service says, cut to a sentence's length.
fn service_message(error: &serde_json::Value) -> String {
    let message = error.get("message").unwrap_or(error);
    let message = message.as_str().unwrap_or("without words");
    message.chars().take(200).collect()
}
