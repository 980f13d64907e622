//! The compiled program as text: packed with LZMA, written in 85 letters. `boot/unpack.js` is the way back.

use std::io::Write;

use anyhow::Result;
use lzma_rust2::{LzmaOptions, LzmaWriter};

/// The packed bytes, in letters that end no element and are no line ends.
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

/// Five letters for four bytes, a quarter more, where base64 takes a third more.
fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(4) * 5);
    for chunk in bytes.chunks(4) {
        let mut four = [0; 4];
        four[..chunk.len()].copy_from_slice(chunk);
        let word = u32::from_be_bytes(four);
        for weight in [85 * 85 * 85 * 85, 85 * 85 * 85, 85 * 85, 85, 1] {
            text.push(letter(word / weight % 85));
        }
    }
    text
}

/// `(` to `|`, and `}` for `<`.
fn letter(digit: u32) -> char {
    match char::from_u32(u32::from('(') + digit) {
        Some('<') | None => '}',
        Some(letter) => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_has_a_letter_of_its_own_that_is_harmless_in_markup() {
        let mut all: Vec<char> = (0..85).map(letter).collect();
        assert!(
            all.iter()
                .all(|letter| letter.is_ascii_graphic() && !"<&\"'".contains(*letter))
        );
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 85);
    }

    #[test]
    fn bytes_fill_their_last_four_with_zeros() {
        assert_eq!(letters(&[0; 4]), "(((((");
        assert_eq!(letters(&[0xff; 4]), "z?^4(");
        assert_eq!(letters(b"ab"), letters(b"ab\0\0"));
    }
}
