//! The compiled program as text: packed with LZMA, written in 52,016 letters. `boot/unpack.js` is the way back.

use std::io::Write;

use anyhow::Result;
use lzma_rust2::{LzmaOptions, LzmaWriter};

/// The packed bytes, in letters that end no element.
pub fn text(bytes: &[u8]) -> Result<String> {
    Ok(letters(&lzma(bytes)?))
}

/// Raw LZMA: the reader knows the sizes, and counts on these three contexts.
fn lzma(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut options = LzmaOptions::with_preset(9);
    options.lc = 3;
    options.lp = 0;
    options.pb = 0;
    options.nice_len = 273;
    let mut writer = LzmaWriter::new_no_header(Vec::new(), &options, false)?;
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

/// Bits that three letters hold: 52,016 to the third is a little more than two to this.
const GROUP: u32 = 47;
const LETTERS: u64 = 52_016;
/// The first letter. What ends an element, or is changed by a reader of HTML, comes before it; what stands for more than
/// one unit of UTF-16 after the last.
const FIRST: u32 = 0x100;

/// Three letters of two bytes each for 47 bits, 2 % more; in UTF-8, base64 takes 33 % more.
fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 72 / 47 + 9);
    let (mut held, mut bits) = (0_u64, 0);
    for byte in bytes {
        held = held << 8 | u64::from(*byte);
        bits += 8;
        if bits >= GROUP {
            bits -= GROUP;
            group(held >> bits, &mut text);
        }
    }
    if bits > 0 {
        group(held << (GROUP - bits), &mut text);
    }
    text
}

/// The letters of the lowest 47 bits, the highest digit first.
fn group(bits: u64, text: &mut String) {
    let bits = bits & ((1 << GROUP) - 1);
    let digits = [LETTERS * LETTERS, LETTERS, 1].map(|unit| bits / unit % LETTERS);
    text.extend(digits.map(letter));
}

fn letter(digit: u64) -> char {
    u32::try_from(digit)
        .ok()
        .and_then(|digit| char::from_u32(FIRST + digit))
        .expect("every letter is before the surrogates")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_has_a_letter_of_one_unit() {
        assert!(LETTERS.pow(3) >= 1 << GROUP);
        assert!((0..LETTERS).all(|digit| letter(digit).len_utf16() == 1));
    }

    #[test]
    fn bytes_fill_their_last_group_with_zeros() {
        assert_eq!(letters(&[0; 5]), "\u{100}".repeat(3));
        assert_eq!(letters(&[0; 47]).chars().count(), 24);
        assert_eq!(letters(&[0xff; 47]).chars().count(), 24);
        assert_eq!(letters(b"ab"), letters(b"ab\0\0\0"));
        assert!(letters(&[]).is_empty());
    }
}
