//! Namespaces in XML 1.0: which prefixes are declared, and which attributes are the same.

use std::borrow::Cow;

use super::chars::split_prefix;
use super::codes::Code;
use super::tag::{self, FEW, Tag};

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The declarations in scope.
#[derive(Debug, Clone, Default)]
pub(crate) struct Namespaces {
    bindings: Vec<Binding>,
}

#[derive(Debug, Clone)]
struct Binding {
    depth: usize,
    prefix: String,
    uri: String,
}

impl Namespaces {
    /// Forgets the declarations of elements at `depth` and deeper.
    pub fn leave(&mut self, depth: usize) {
        while self
            .bindings
            .pop_if(|binding| binding.depth >= depth)
            .is_some()
        {}
    }

    /// The declarations of elements with fewer than `depth` around them.
    pub fn outside(&self, depth: usize) -> Self {
        let held = self.bindings.iter().filter(|binding| binding.depth < depth);
        Self {
            bindings: held.cloned().collect(),
        }
    }

    /// Takes in the declarations of a tag and checks its names; returns the values of its attributes.
    pub fn enter<'a>(&mut self, depth: usize, tag: &mut Tag<'a>) -> Vec<Cow<'a, str>> {
        let mut problems = std::mem::take(&mut tag.problems);
        let values: Vec<_> = tag
            .attributes
            .iter()
            .map(|attribute| tag::value(attribute, &mut problems))
            .collect();
        for (attribute, uri) in tag.attributes.iter().zip(&values) {
            let prefix = match split_prefix(attribute.name) {
                None if attribute.name == "xmlns" => "",
                Some(("xmlns", prefix)) => prefix,
                _ => continue,
            };
            if !may_bind(prefix, uri, attribute.name) {
                problems.push((Code::NamespaceMisused, attribute.at));
            }
            self.bindings.push(Binding {
                depth,
                prefix: prefix.to_owned(),
                uri: uri.clone().into_owned(),
            });
        }
        if let Some((prefix, _)) = split_prefix(tag.name)
            && (prefix == "xmlns" || self.uri(prefix).is_none())
        {
            problems.push((Code::PrefixUndeclared, 0));
        }
        if tag.attributes.len() > 1
            || tag
                .attributes
                .first()
                .is_some_and(|only| split_prefix(only.name).is_some())
        {
            self.check_attributes(tag, &mut problems);
        }
        tag.problems = problems;
        values
    }

    fn check_attributes(&self, tag: &Tag<'_>, problems: &mut Vec<(Code, usize)>) {
        let attributes = &tag.attributes;
        if attributes.len() <= FEW
            && attributes
                .iter()
                .all(|one| split_prefix(one.name).is_none())
        {
            let mut numbered = attributes.iter().enumerate();
            let twice = numbered.find(|(index, one)| {
                attributes[..*index]
                    .iter()
                    .any(|other| other.name == one.name)
            });
            return problems.extend(twice.map(|(_, one)| (Code::AttributeTwice, one.at)));
        }
        let mut seen = Vec::with_capacity(attributes.len());
        for attribute in attributes {
            match split_prefix(attribute.name) {
                Some((prefix, local)) => match self.uri(prefix) {
                    Some(uri) => seen.push((uri, local, attribute.at)),
                    None => problems.push((Code::PrefixUndeclared, attribute.at)),
                },
                None => seen.push(("", attribute.name, attribute.at)),
            }
        }
        seen.sort_unstable();
        let same = |pair: &&[(&str, &str, usize)]| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1);
        let twice = seen.windows(2).filter(same).map(|pair| pair[1].2).min();
        problems.extend(twice.map(|at| (Code::AttributeTwice, at)));
    }

    fn uri(&self, prefix: &str) -> Option<&str> {
        match prefix {
            "xml" => Some(XML),
            "xmlns" => Some(XMLNS),
            _ => self
                .bindings
                .iter()
                .rev()
                .find(|binding| binding.prefix == prefix)
                .map(|found| found.uri.as_str()),
        }
    }
}

/// Whether Namespaces 1.0 lets `prefix` (empty: the default) stand for `uri`.
fn may_bind(prefix: &str, uri: &str, name: &str) -> bool {
    match (prefix, uri) {
        ("xmlns", _) | (_, XMLNS) => false,
        ("xml", uri) => uri == XML,
        (_, XML) => false,
        ("", "") => name == "xmlns",
        (_, "") => false,
        _ => true,
    }
}
