//! New words, each for one old word: as long, of the same kinds of letters, counted up.

use std::collections::{HashMap, HashSet};

use super::letters::stands_for;
use super::vocabulary;

/// What kind of letter stands at a place of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// `a` to `z`.
    Letter,
    /// `a` to `f`, in a secret written in hex.
    Hex,
    Digit,
    /// A character of two bytes in UTF-8; three; four.
    Two,
    Three,
    Four,
    /// A byte that is no character: it stays, because it is damage.
    Damage(char),
}

impl Kind {
    pub fn of(character: char, is_hex: bool) -> Self {
        match character {
            '0'..='9' => Self::Digit,
            'a'..='f' | 'A'..='F' if is_hex => Self::Hex,
            _ if stands_for(character).is_some() => Self::Damage(character),
            _ => match character.len_utf8() {
                1 => Self::Letter,
                2 => Self::Two,
                3 => Self::Three,
                _ => Self::Four,
            },
        }
    }

    /// How many letters of the kind there are.
    fn count(self) -> u64 {
        match self {
            Self::Letter => 26,
            Self::Hex => 6,
            Self::Digit => 10,
            Self::Two => 23,
            Self::Three => 1000,
            Self::Four => 40,
            Self::Damage(_) => 1,
        }
    }

    /// One of them.
    fn letter(self, number: u64) -> char {
        let first = match self {
            Self::Letter | Self::Hex => 'a',
            Self::Digit => '0',
            Self::Two => 'à',
            Self::Three => '一',
            Self::Four => '\u{10428}',
            Self::Damage(byte) => byte,
        };
        u32::try_from(number % self.count())
            .ok()
            .and_then(|number| char::from_u32(u32::from(first) + number))
            .unwrap_or(first)
    }
}

/// Gives out new words.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    /// How many words of a shape were tried.
    tried: HashMap<Vec<Kind>, u64>,
    given: HashSet<String>,
}

/// Shares no factor with any count of letters, so that counting in steps of it visits every word.
const STEP: u64 = 1_000_003;
/// Words that differ in their last places are enough; more places could not be counted.
const MOST: u64 = 1 << 43;

impl Fresh {
    /// A word of a shape that was not given before. When all words of the shape are given, a longer one.
    pub fn word(&mut self, mut shape: Vec<Kind>) -> String {
        loop {
            let capacity = capacity(&shape);
            let tried = self.tried.entry(shape.clone()).or_default();
            while *tried < capacity {
                *tried += 1;
                let word = nth(&shape, *tried, capacity);
                if is_usable(&word) && self.given.insert(word.clone()) {
                    return word;
                }
            }
            shape.push(Kind::Letter);
        }
    }
}

/// How many words of a shape are told apart by their last places.
fn capacity(shape: &[Kind]) -> u64 {
    let mut capacity = 1;
    for kind in shape.iter().rev() {
        if capacity * kind.count() > MOST {
            break;
        }
        capacity *= kind.count();
    }
    capacity
}

fn nth(shape: &[Kind], number: u64, capacity: u64) -> String {
    let mut left = (number % capacity) * (STEP % capacity) % capacity;
    let mut letters: Vec<char> = Vec::with_capacity(shape.len());
    let mut told = 1;
    for (place, kind) in (0..).zip(shape.iter().rev()) {
        if told * kind.count() > capacity {
            // Before the places that are counted: anything, so long as it is always the same.
            letters.push(kind.letter(number + place * 7));
            continue;
        }
        told *= kind.count();
        letters.push(kind.letter(left));
        left /= kind.count();
    }
    letters.into_iter().rev().collect()
}

/// Whether a word means nothing to a plan: it is none of the vocabulary, does not begin like a mail
/// server, and is no part of an id.
fn is_usable(word: &str) -> bool {
    !vocabulary::is_public(word)
        && !vocabulary::has(vocabulary::ERRORS, word)
        && !vocabulary::has(vocabulary::CHOICES, word)
        && !word.starts_with("pop")
        && !word.starts_with("smtp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_shape_are_all_different_and_then_longer() {
        let mut fresh = Fresh::default();
        let shape = || vec![Kind::Letter, Kind::Digit];
        let words: HashSet<String> = (0..300).map(|_| fresh.word(shape())).collect();
        assert_eq!(words.len(), 300);
        assert_eq!(words.iter().filter(|word| word.len() == 2).count(), 260);
        assert_eq!(words.iter().filter(|word| word.len() == 3).count(), 40);
    }

    #[test]
    fn long_words_differ_in_their_last_places() {
        let mut fresh = Fresh::default();
        let words: HashSet<String> = (0..5000)
            .map(|_| fresh.word(vec![Kind::Letter; 27]))
            .collect();
        assert_eq!(words.len(), 5000);
        assert!(words.iter().all(|word| word.len() == 27));
    }
}
