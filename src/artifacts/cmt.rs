//! `profiles-cmt.zip`: the new profiles as a package of the Configuration Migration Tool.
//!
//! Mailboxes are never in it: the tool matches them by name and could hit the wrong one.

use std::fmt::Write as _;
use std::io::{self, Write};

use jiff::{Timestamp, tz::TimeZone};

use super::xml_text::escaped;
use super::{About, Artifact};
use crate::answers::Target;
use crate::dataverse::{Column, ColumnType, ColumnValue, PROFILE, column};
use crate::plan::Plan;
use crate::plan::model::{Outcome, Profile};
use crate::zip::Archive;

/// The package.
pub struct Package;

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="utf-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/octet-stream" /></Types>"#;

/// What the table is called where people see it.
const TABLE: &str = "Email Server Profile";

impl Artifact for Package {
    fn about(&self) -> About {
        About {
            name: "profiles-cmt.zip",
            alone: "profiles-cmt.zip",
            title: "Configuration Migration package",
            purpose: "The new profiles alone, for the Configuration Migration Tool or pac data import. Nobody has published a run with this table: try it in a test organization.",
            media_type: "application/zip",
            for_people: false,
            text: false,
        }
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        let profiles: Vec<&Profile> = plan
            .profiles
            .iter()
            .filter(|profile| profile.id.is_some() && profile.outcome == Outcome::Migrates)
            .collect();
        let columns = columns(plan, &profiles);
        let mut archive = Archive::new(out, plan.as_of);
        archive.packed("[Content_Types].xml", |out| {
            out.write_all(CONTENT_TYPES.as_bytes())
        })?;
        archive.packed("data.xml", |out| {
            out.write_all(data(plan, &profiles, &columns).as_bytes())
        })?;
        archive.packed("data_schema.xml", |out| {
            out.write_all(schema(&columns).as_bytes())
        })?;
        archive.finish()
    }
}

/// The columns that some profile has and the target knows, the key first.
fn columns(plan: &Plan, profiles: &[&Profile]) -> Vec<&'static Column> {
    let is_online = plan.target.kind == Some(Target::Online);
    let columns = PROFILE.columns.iter();
    columns
        .filter(|column| is_online || !column.online_only)
        .filter(|column| {
            column.name == "emailserverprofileid"
                || profiles
                    .iter()
                    .any(|profile| known(plan, profile, column.name).is_some())
        })
        .collect()
}

/// A column's value, unless it is one of a choice that the target does not have.
fn known<'p>(plan: &Plan, profile: &'p Profile, name: &str) -> Option<&'p ColumnValue> {
    let value = profile.columns.get(name)?;
    let is_online = plan.target.kind == Some(Target::Online);
    let is_missing = match (column(name).map(|column| &column.kind), value) {
        (Some(ColumnType::Choice(choices)), ColumnValue::Int(value)) => choices
            .iter()
            .any(|choice| choice.value == *value && choice.online_only),
        _ => false,
    };
    (is_online || !is_missing).then_some(value)
}

fn data(plan: &Plan, profiles: &[&Profile], columns: &[&Column]) -> String {
    let time = plan.as_of.map(moment).unwrap_or_default();
    let stamp = if time.is_empty() {
        time
    } else {
        format!(" timestamp=\"{time}\"")
    };
    let mut text = format!(
        "<entities xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"{stamp}>\n  <entity name=\"{}\" displayname=\"{TABLE}\">\n    <records>\n",
        PROFILE.name
    );
    for profile in profiles {
        let id = profile.id.as_deref().unwrap_or_default();
        put(&mut text, format_args!("      <record id=\"{id}\">\n"));
        for column in columns {
            let value = match column.name {
                "emailserverprofileid" => Some(id.to_owned()),
                name => known(plan, profile, name).map(|value| shown(column, value)),
            };
            if let Some(value) = value {
                let name = column.name;
                put(
                    &mut text,
                    format_args!(
                        "        <field name=\"{name}\" value=\"{}\" />\n",
                        attribute(&value)
                    ),
                );
            }
        }
        text.push_str("      </record>\n");
    }
    text + "    </records>\n    <m2mrelationships />\n  </entity>\n</entities>\n"
}

fn schema(columns: &[&Column]) -> String {
    let mut text = format!(
        "<entities dateMode=\"absolute\">\n  <entity name=\"{0}\" displayname=\"{TABLE}\" etc=\"9605\" primaryidfield=\"emailserverprofileid\" primarynamefield=\"name\" disableplugins=\"false\" skipupdate=\"true\">\n    <fields>\n",
        PROFILE.name
    );
    for column in columns {
        let key = if column.name == "emailserverprofileid" {
            " primaryKey=\"true\""
        } else {
            ""
        };
        put(
            &mut text,
            format_args!(
                "      <field displayname=\"{}\" name=\"{}\" type=\"{}\"{key} />\n",
                escaped(column.label),
                column.name,
                kind(column)
            ),
        );
    }
    text + &format!(
        "    </fields>\n    <relationships />\n  </entity>\n  <entityImportOrder>\n    <entityName>{}</entityName>\n  </entityImportOrder>\n</entities>\n",
        PROFILE.name
    )
}

/// The tool's name of a column's type.
const fn kind(column: &Column) -> &'static str {
    match column.kind {
        ColumnType::Id => "guid",
        ColumnType::Text { .. } => "string",
        ColumnType::Bool => "bool",
        ColumnType::Int { .. } => "number",
        ColumnType::Choice(_) => "optionsetvalue",
        ColumnType::Time | ColumnType::Date => "datetime",
        ColumnType::Lookup => "entityreference",
    }
}

/// A value as the tool writes it.
fn shown(column: &Column, value: &ColumnValue) -> String {
    match value {
        ColumnValue::Bool(true) => "True".to_owned(),
        ColumnValue::Bool(false) => "False".to_owned(),
        ColumnValue::Int(value) => value.to_string(),
        ColumnValue::Text(value) => match (&column.kind, value.parse()) {
            (ColumnType::Time | ColumnType::Date, Ok(time)) => moment(time),
            _ => value.to_string(),
        },
    }
}

/// Text for an attribute, in which line ends would otherwise become blanks.
fn attribute(text: &str) -> String {
    let text = escaped(text);
    text.replace('\r', "&#13;")
        .replace('\n', "&#10;")
        .replace('\t', "&#9;")
}

fn moment(time: Timestamp) -> String {
    let time = time.to_zoned(TimeZone::UTC);
    time.strftime("%Y-%m-%dT%H:%M:%S.0000000Z").to_string()
}

fn put(text: &mut String, more: std::fmt::Arguments<'_>) {
    // A String takes everything.
    let _ = text.write_fmt(more);
}
