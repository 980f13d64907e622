//! JSON, written. Plans are hundreds of megabytes of it, so that everything that goes over the bytes is compiled once,
//! here, and not anew for every type and every writer; texts and numbers are written by `serde_json`.

use std::fmt::{self, Display};
use std::io::{self, Write};

use serde::de::DeserializeOwned;
use serde::ser::{self, Serialize, Serializer};
use serde_json::Value;

/// Levels that [`write_lines`] lays out over lines; what is deeper stands in one.
const OPEN_LEVELS: usize = 2;
/// Bytes that are held before they are written.
const HELD: usize = 16 * 1024;

/// Writes a value and a line end after it. Every entry of a top-level list stands on a line of its own: as small as
/// compact JSON where there is much of it, and still something that `grep` and `diff` can work on.
///
/// # Errors
/// Those of the writer, and those of a value that says it cannot be written.
pub fn write_lines<T: Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut json = Json::new(out, OPEN_LEVELS);
    value.serialize(&mut json)?;
    json.held.push(b'\n');
    Ok(json.drain()?)
}

/// A value as compact JSON.
///
/// # Errors
/// Those of a value that says it cannot be written.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> io::Result<Vec<u8>> {
    let mut nowhere = io::sink();
    let mut json = Json::new(&mut nowhere, 0);
    json.most = usize::MAX;
    value.serialize(&mut json)?;
    Ok(json.held)
}

/// A value as a tree, by way of its text: writing plans and answers into a tree of their own would
/// be compiled a second time, and the page is meant to be small.
pub fn tree<T: Serialize>(value: &T) -> Option<Value> {
    serde_json::from_slice(&to_vec(value).ok()?).ok()
}

/// The value of a tree, by way of its text, for the same reason.
pub fn value<T: DeserializeOwned>(tree: &Value) -> Option<T> {
    serde_json::from_slice(&to_vec(tree).ok()?).ok()
}

/// What is being written.
struct Json<'w> {
    out: &'w mut dyn Write,
    held: Vec<u8>,
    /// Bytes to hold at most.
    most: usize,
    open_levels: usize,
    level: usize,
    /// Whether nothing stands yet in the innermost list or object.
    empty: bool,
}

// Inlined into the types that are written, these would be compiled as those are.
impl<'w> Json<'w> {
    fn new(out: &'w mut dyn Write, open_levels: usize) -> Self {
        Self {
            out,
            held: Vec::new(),
            most: HELD,
            open_levels,
            level: 0,
            empty: true,
        }
    }

    #[inline(never)]
    fn begin(&mut self, bracket: u8) {
        self.level += 1;
        self.empty = true;
        self.held.push(bracket);
    }

    #[inline(never)]
    fn end(&mut self, bracket: u8) {
        let was_open = self.level <= self.open_levels && !self.empty;
        self.level -= 1;
        self.empty = false;
        if was_open {
            self.line();
        }
        self.held.push(bracket);
    }

    /// Goes on to the next entry.
    #[inline(never)]
    fn next(&mut self) -> Result<(), Error> {
        if self.held.len() >= self.most {
            self.drain()?;
        }
        if !self.empty {
            self.held.push(b',');
        }
        self.empty = false;
        if self.level <= self.open_levels {
            self.line();
        }
        Ok(())
    }

    /// Goes on from a key to its value.
    #[inline(never)]
    fn colon(&mut self) {
        self.held.push(b':');
        if self.level <= self.open_levels {
            self.held.push(b' ');
        }
    }

    fn line(&mut self) {
        self.held.push(b'\n');
        for _ in 0..self.level {
            self.held.extend(b"  ");
        }
    }

    fn drain(&mut self) -> Result<(), Error> {
        self.out.write_all(&self.held).map_err(Error)?;
        self.held.clear();
        Ok(())
    }

    #[inline(never)]
    fn text(&mut self, text: &str) -> Result<(), Error> {
        self.by_library(text)
    }

    #[inline(never)]
    fn signed(&mut self, number: i64) -> Result<(), Error> {
        self.by_library(&number)
    }

    #[inline(never)]
    fn unsigned(&mut self, number: u64) -> Result<(), Error> {
        self.by_library(&number)
    }

    #[inline(never)]
    fn float(&mut self, number: f64) -> Result<(), Error> {
        self.by_library(&number)
    }

    fn by_library<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        serde_json::to_writer(&mut self.held, value).map_err(|error| Error(error.into()))
    }

    #[inline(never)]
    fn word(&mut self, word: &str) {
        self.held.extend(word.as_bytes());
    }

    /// An entry of an object.
    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Error> {
        self.next()?;
        self.text(key)?;
        self.colon();
        value.serialize(self)
    }

    /// Begins the object of one entry that an enum's variant with values is.
    #[inline(never)]
    fn variant(&mut self, variant: &str) -> Result<(), Error> {
        self.begin(b'{');
        self.next()?;
        self.text(variant)?;
        self.colon();
        Ok(())
    }

    /// Makes the key that was written from this place on a text, as every key is.
    #[inline(never)]
    fn key_from(&mut self, at: usize) -> Result<(), Error> {
        match self.held.get(at) {
            Some(b'"') => Ok(()),
            Some(b'[' | b'{' | b'n') | None => Err(ser::Error::custom("a key is a text")),
            Some(_) => {
                self.held.insert(at, b'"');
                self.held.push(b'"');
                Ok(())
            }
        }
    }
}

impl<'j, 'w> Serializer for &'j mut Json<'w> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.word(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.signed(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.signed(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.signed(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        self.signed(value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.unsigned(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.unsigned(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.unsigned(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.unsigned(value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.by_library(&value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.float(value)
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.text(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.text(value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.word("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.variant(variant)?;
        value.serialize(&mut *self)?;
        self.end(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Error> {
        self.begin(b'[');
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self, Error> {
        self.variant(variant)?;
        self.serialize_seq(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Error> {
        self.begin(b'{');
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self, Error> {
        self.variant(variant)?;
        self.serialize_map(None)
    }
}

impl ser::SerializeSeq for &mut Json<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.next()?;
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Error> {
        Json::end(self, b']');
        Ok(())
    }
}

impl ser::SerializeTuple for &mut Json<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<(), Error> {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeTupleStruct for &mut Json<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<(), Error> {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeTupleVariant for &mut Json<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<(), Error> {
        Json::end(self, b']');
        Json::end(self, b'}');
        Ok(())
    }
}

impl ser::SerializeMap for &mut Json<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.next()?;
        let at = self.held.len();
        key.serialize(&mut **self)?;
        self.key_from(at)?;
        self.colon();
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Error> {
        Json::end(self, b'}');
        Ok(())
    }
}

impl ser::SerializeStruct for &mut Json<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.field(key, value)
    }

    fn end(self) -> Result<(), Error> {
        Json::end(self, b'}');
        Ok(())
    }
}

impl ser::SerializeStructVariant for &mut Json<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.field(key, value)
    }

    fn end(self) -> Result<(), Error> {
        Json::end(self, b'}');
        Json::end(self, b'}');
        Ok(())
    }
}

/// Why a value was not written.
#[derive(Debug)]
struct Error(io::Error);

impl Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for Error {}

impl ser::Error for Error {
    fn custom<T: Display>(what: T) -> Self {
        Self(io::Error::other(what.to_string()))
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        error.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;
    use serde_json::{Value, json};

    use super::{HELD, to_vec, write_lines};

    #[derive(Serialize)]
    enum Kind {
        Unit,
        Newtype(Option<char>),
        Tuple(u8, f32),
        Struct { one: i8, other: () },
    }

    #[derive(Serialize)]
    struct Everything<'a> {
        kinds: Vec<Kind>,
        texts: [&'a str; 3],
        numbers: BTreeMap<i64, u64>,
        floats: (f64, f64),
        empty: BTreeMap<String, ()>,
        nothing: Option<bool>,
    }

    fn everything() -> Everything<'static> {
        Everything {
            kinds: vec![
                Kind::Unit,
                Kind::Newtype(Some('ü')),
                Kind::Tuple(255, 0.1),
                Kind::Struct { one: -1, other: () },
                Kind::Newtype(None),
            ],
            texts: ["", "\"\\/\u{0}\u{8}\t\n\u{c}\r\u{1f}\u{7f}", "\u{2028}😀"],
            numbers: BTreeMap::from([(-5, u64::MAX), (7, 0)]),
            floats: (1e300, f64::NAN),
            empty: BTreeMap::new(),
            nothing: None,
        }
    }

    fn lines(value: &impl Serialize) -> String {
        let mut bytes = Vec::new();
        write_lines(value, &mut bytes).expect("a Vec takes everything");
        String::from_utf8(bytes).expect("JSON is UTF-8")
    }

    #[test]
    fn compact_json_is_that_of_serde_json() {
        let expected = serde_json::to_vec(&everything()).expect("it can be written");
        assert_eq!(to_vec(&everything()).expect("it can be written"), expected);
    }

    #[test]
    fn lines_say_the_same() {
        let read: Value = serde_json::from_str(&lines(&everything())).expect("JSON");
        let compact = serde_json::to_vec(&everything()).expect("it can be written");
        assert_eq!(
            read,
            serde_json::from_slice::<Value>(&compact).expect("JSON")
        );
    }

    #[test]
    fn entries_of_top_level_lists_stand_on_lines_of_their_own() {
        let value = json!({ "a": [{ "b": [1, 2] }, {}], "c": [], "d": { "e": null } });
        assert_eq!(
            lines(&value),
            "{\n  \"a\": [\n    {\"b\":[1,2]},\n    {}\n  ],\n  \"c\": [],\n  \"d\": {\n    \"e\": null\n  }\n}\n"
        );
    }

    #[test]
    fn what_is_more_than_is_held_arrives_whole() {
        let many = vec!["text"; HELD];
        let read: Vec<String> = serde_json::from_str(&lines(&many)).expect("JSON");
        assert_eq!(read, many);
    }

    #[test]
    fn a_key_that_is_no_text_is_refused() {
        assert!(to_vec(&BTreeMap::from([(vec![1], 2)])).is_err());
        assert!(to_vec(&BTreeMap::from([((), 2)])).is_err());
    }
}
