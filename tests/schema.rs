//! The shipped JSON Schemas are what the types say. `REROUTE_BLESS=1` writes them.
#![cfg(feature = "schema")]

mod support;

use std::fs;

use reroute::answers::Answers;
use reroute::plan::Plan;
use reroute::plan::operations::model::OperationsFile;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// A plan as it is written: every field is there.
fn plan_schema() -> Value {
    let generator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    let mut schema = generator.into_root_schema_for::<Plan>();
    schema.insert("title".to_owned(), "reroute-plan/1".into());
    schema.to_value()
}

/// Answers as they are read: every field is optional.
fn answers_schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Answers>();
    schema.insert("title".to_owned(), "reroute-answers/1".into());
    schema.to_value()
}

/// Operations as they are written.
fn operations_schema() -> Value {
    let generator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    let mut schema = generator.into_root_schema_for::<OperationsFile>();
    schema.insert("title".to_owned(), "reroute-operations/1".into());
    schema.to_value()
}

fn assert_shipped(path: &str, schema: &Value) {
    let pretty = serde_json::to_string_pretty(schema).expect("a schema is JSON");
    let text = format!("{pretty}\n");
    let path = support::project(path);
    if std::env::var_os("REROUTE_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("docs");
        fs::write(&path, &text).expect("the schema is written");
    }
    let shipped = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        shipped == text,
        "{} is stale: REROUTE_BLESS=1 cargo test --features schema --test schema",
        path.display()
    );
}

#[test]
fn the_schemas_are_shipped() {
    assert_shipped("docs/plan.schema.json", &plan_schema());
    assert_shipped("docs/answers.schema.json", &answers_schema());
    assert_shipped("docs/operations.schema.json", &operations_schema());
}

#[test]
fn the_schemas_are_of_draft_2020_12() {
    for schema in [plan_schema(), answers_schema(), operations_schema()] {
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        if let Err(error) = jsonschema::draft202012::meta::validate(&schema) {
            panic!("{}: {error}", schema["title"]);
        }
    }
}

/// The objects that say nothing of fields they do not name, by path.
fn open_objects(path: &str, schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(parts) => {
            let object = parts
                .get("type")
                .is_some_and(|kind| kind == "object" || kind[0] == "object");
            if object && !parts.contains_key("additionalProperties") {
                found.push(path.to_owned());
            }
            for (key, part) in parts {
                open_objects(&format!("{path}/{key}"), part, found);
            }
        }
        Value::Array(parts) => parts
            .iter()
            .for_each(|part| open_objects(path, part, found)),
        _ => {}
    }
}

/// The fields of objects that need not be there, by path.
fn optional_fields(path: &str, schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(parts) => {
            let required = parts.get("required").and_then(Value::as_array);
            for name in parts
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flat_map(|all| all.keys())
            {
                if !required.is_some_and(|all| all.iter().any(|one| one == name)) {
                    found.push(format!("{path}/{name}"));
                }
            }
            for (key, part) in parts {
                optional_fields(&format!("{path}/{key}"), part, found);
            }
        }
        Value::Array(parts) => parts
            .iter()
            .for_each(|part| optional_fields(path, part, found)),
        _ => {}
    }
}

#[test]
fn no_unknown_field_passes() {
    let mut found = Vec::new();
    open_objects("plan", &plan_schema(), &mut found);
    open_objects("answers", &answers_schema(), &mut found);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_field_of_a_plan_may_be_missing() {
    let mut found = Vec::new();
    optional_fields("plan", &plan_schema(), &mut found);
    assert!(found.is_empty(), "{found:#?}");
}
