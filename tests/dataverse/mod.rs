//! An organization in memory: tables, columns and choices of `columns.json` with their types, ranges
//! and rules, and the Web API's headers for writing on a condition.
#![allow(dead_code)]

pub mod runner;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Value, json};

/// A row: values by logical name; a column without a value is not in it.
pub type Row = BTreeMap<String, Value>;

/// A condition of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum If {
    /// `If-Match: *`: never create.
    Match,
    /// `If-None-Match: *`: never update.
    NoneMatch,
    /// None: update, or create.
    Always,
}

/// What became of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// 404
    NotFound,
    /// 412
    PreconditionFailed,
    /// 400, with the reason.
    Bad(String),
}

/// The organization.
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    is_online: bool,
    schema: Value,
    /// Rows by table and id.
    pub rows: BTreeMap<(String, String), Row>,
    /// How often something was written.
    pub writes: usize,
    /// Ids of the mailboxes that fail their test.
    pub failing: BTreeSet<String>,
}

fn bad<T>(reason: String) -> Result<T, Refused> {
    Err(Refused::Bad(reason))
}

impl Organization {
    /// An organization with nothing in it, which the router still serves.
    pub fn new(is_online: bool) -> Self {
        let schema = include_str!("../fixtures/dataverse/columns.json");
        let schema: Value = serde_json::from_str(schema).expect("columns.json is JSON");
        let mut organization = Self {
            is_online,
            schema: schema["tables"].clone(),
            rows: BTreeMap::new(),
            writes: 0,
            failing: BTreeSet::new(),
        };
        let channel = BTreeMap::from([("emailconnectionchannel".to_owned(), json!(1))]);
        organization.put("organization", "org", channel);
        organization
    }

    /// Puts a row there by another way than writing, such as the platform itself.
    pub fn put(&mut self, table: &str, id: &str, row: Row) {
        self.rows.insert((table.to_owned(), id.to_owned()), row);
    }

    /// A row.
    pub fn get(&self, table: &str, id: &str) -> Option<&Row> {
        self.rows.get(&(table.to_owned(), id.to_owned()))
    }

    /// Ids of the rows of a table for which something holds.
    pub fn find(&self, table: &str, holds: impl Fn(&Row) -> bool) -> Vec<String> {
        let from = (table.to_owned(), String::new());
        let rows = self.rows.range(from..);
        rows.take_while(|((of, _), _)| of == table)
            .filter(|(_, row)| holds(row))
            .map(|((_, id), _)| id.clone())
            .collect()
    }

    /// `PATCH` with a condition. A null takes a value away.
    pub fn patch(
        &mut self,
        table: &str,
        id: &str,
        set: &Row,
        condition: If,
    ) -> Result<(), Refused> {
        let is_there = self.get(table, id).is_some();
        match condition {
            If::Match if !is_there => return Err(Refused::NotFound),
            If::NoneMatch if is_there => return Err(Refused::PreconditionFailed),
            _ => {}
        }
        if !is_there && self.schema[table]["create"] == json!(false) {
            return bad(format!("a stray row of {table} would be created"));
        }
        for (column, value) in set {
            self.check(table, column, value, !is_there)?;
        }
        let row = self
            .rows
            .entry((table.to_owned(), id.to_owned()))
            .or_default();
        for (column, value) in set {
            if value.is_null() {
                row.remove(column);
            } else {
                row.insert(column.clone(), value.clone());
            }
        }
        self.writes += 1;
        self.work(table, id);
        Ok(())
    }

    /// `DELETE` of a row that nothing refers to.
    pub fn delete(&mut self, table: &str, id: &str) -> Result<(), Refused> {
        let users = self.find("mailbox", |row| {
            row.get("emailserverprofile") == Some(&json!(id))
        });
        if !users.is_empty() {
            return bad(format!("{} rows refer to it", users.len()));
        }
        self.writes += 1;
        match self.rows.remove(&(table.to_owned(), id.to_owned())) {
            Some(_) => Ok(()),
            None => Err(Refused::NotFound),
        }
    }

    /// What the platform does by itself afterwards: a scheduled test runs.
    fn work(&mut self, table: &str, id: &str) {
        let fails = self.failing.contains(id);
        let Some(row) = self.rows.get_mut(&(table.to_owned(), id.to_owned())) else {
            return;
        };
        if row.remove("testemailconfigurationscheduled") == Some(json!(true)) {
            let status = json!(if fails { 2 } else { 1 });
            for column in [
                "mailboxstatus",
                "incomingemailstatus",
                "outgoingemailstatus",
            ] {
                row.insert(column.to_owned(), status.clone());
            }
        }
    }

    fn check(&self, table: &str, name: &str, value: &Value, creates: bool) -> Result<(), Refused> {
        let at = format!("{table}.{name} = {value}");
        let columns = self.schema[table]["columns"].as_array();
        let columns = columns.unwrap_or_else(|| panic!("there is no table {table}"));
        let Some(column) = columns.iter().find(|column| column["name"] == name) else {
            return bad(format!("{at}: no such column may be written"));
        };
        if column["secret"] == json!(true) {
            return bad(format!("{at}: secrets are typed in by a person"));
        }
        let flag = |name: &str| column.get(name).and_then(Value::as_bool);
        let forbidden = column
            .get("write")
            .is_some_and(|write| *write != json!(true))
            || flag(if creates { "create" } else { "update" }) == Some(false);
        if forbidden {
            return bad(format!("{at}: it may not be written"));
        }
        if column["only"] == "online" && !self.is_online {
            return bad(format!("{at}: only the online product has it"));
        }
        if value.is_null() {
            return Ok(());
        }
        if self.fits(column, value) {
            Ok(())
        } else {
            bad(format!("{at}: it does not fit {column}"))
        }
    }

    fn fits(&self, column: &Value, value: &Value) -> bool {
        let text = value.as_str();
        let number = value.as_i64();
        match column["type"].as_str().expect("a column has a type") {
            "string" | "memo" => text.is_some_and(|text| {
                column["max"]
                    .as_u64()
                    .is_none_or(|max| text.chars().count() as u64 <= max)
            }),
            "guid" => text.is_some_and(is_guid),
            "bool" => value.is_boolean(),
            "int" => number.is_some_and(|number| {
                let max = match &column["max"] {
                    Value::Object(by_target) => by_target
                        .get(if self.is_online {
                            "online"
                        } else {
                            "onpremises"
                        })
                        .and_then(Value::as_i64),
                    other => other.as_i64(),
                };
                column["min"].as_i64().is_none_or(|min| number >= min)
                    && max.is_none_or(|max| number <= max)
            }),
            "choice" => number.is_some_and(|number| {
                let choice = &column["choices"][number.to_string()];
                !choice.is_null() && (choice["only"] != "online" || self.is_online)
            }),
            "datetime" => text
                .and_then(|text| text.parse::<Timestamp>().ok())
                .is_some_and(|time| {
                    column["format"] != "date" || time.to_string().ends_with("T00:00:00Z")
                }),
            "lookup" => text.is_some_and(|id| {
                let targets = column["targets"].as_array().expect("a lookup has targets");
                let mut targets = targets.iter().filter_map(Value::as_str);
                targets.any(|table| self.get(table, id).is_some())
            }),
            other => panic!("columns.json has a type {other} that is not known here"),
        }
    }
}

/// Whether text has the shape of an id.
pub fn is_guid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}
