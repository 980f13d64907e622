//! Values by column, small and in a fixed order.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::columns::known_name;

/// A column's logical name. There are ten of these a mailbox, so that each is one pointer.
pub type Name = &'static &'static str;

/// A map from logical column names to values, ordered by name. A plan holds a great many of these,
/// so that names are borrowed from the column tables, and the entries lie side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns<V>(Vec<(Name, V)>);

impl<V> Default for Columns<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> Columns<V> {
    /// None yet, with room for some.
    pub fn with_capacity(columns: usize) -> Self {
        Self(Vec::with_capacity(columns))
    }

    /// Sets a column.
    pub fn set(&mut self, name: Name, value: V) {
        // Most are set in their order.
        if self.0.last().is_none_or(|(last, _)| **last < *name) {
            return self.0.push((name, value));
        }
        match self.0.binary_search_by(|entry| entry.0.cmp(name)) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (name, value)),
        }
    }

    /// The value of a column.
    pub fn get(&self, name: &str) -> Option<&V> {
        let at = self
            .0
            .binary_search_by(|entry| (**entry.0).cmp(name))
            .ok()?;
        Some(&self.0[at].1)
    }

    /// Gives back the room kept for more columns.
    pub fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }

    /// Removes a column.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|entry| *entry.0 != name);
    }

    /// All columns, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &V)> {
        self.0.iter().map(|(name, value)| (**name, value))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<V: Serialize> Serialize for Columns<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Columns<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<V>(PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = Columns<V>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a map from column names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut columns = Columns::default();
                while let Some(name) = map.next_key::<String>()? {
                    let known = known_name(&name).ok_or_else(|| {
                        A::Error::custom(format_args!("no column is called {name:?}"))
                    })?;
                    columns.set(known, map.next_value()?);
                }
                Ok(columns)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

#[cfg(feature = "schema")]
impl<V: schemars::JsonSchema> schemars::JsonSchema for Columns<V> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("ColumnsOf{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<V>();
        schemars::json_schema!({ "type": "object", "additionalProperties": value })
    }
}
