//! Whatever happens to one place of a file, everything whole around it is kept.
#![allow(clippy::unwrap_used)]

mod xml_support;

use std::collections::BTreeSet;
use std::path::Path;

use xml_support::salvage::{Damage, OVERWRITES, Sample, kept, read};

/// The agent and state files of the samples and of the fixtures, each text once.
fn samples() -> Vec<Sample> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["samples", "tests/fixtures/router", "tests/fixtures/xml"] {
        collect(&root.join(folder), &mut paths);
    }
    paths.sort();
    let mut seen = BTreeSet::new();
    let mut samples = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let known =
            name.ends_with(".xml") || name.ends_with(".xml.txt") || name.contains("systemstate");
        let bytes = std::fs::read(&path).unwrap();
        if known
            && !name.contains("EncryptionKey")
            && !name.contains("source")
            && !bytes.is_empty()
            && seen.insert(bytes.clone())
        {
            let sample = Sample::new(&name, bytes);
            if sample.looks_like_xml {
                samples.push(sample);
            }
        }
    }
    samples
}

fn collect(folder: &Path, paths: &mut Vec<std::path::PathBuf>) {
    for item in std::fs::read_dir(folder).into_iter().flatten() {
        let path = item.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

/// Every kind of damage at one byte.
fn check_at(sample: &Sample, at: usize) {
    sample.check(Damage::Cut(at));
    for byte in OVERWRITES {
        sample.check(Damage::Overwrite(at, byte));
    }
}

#[test]
fn every_position_of_the_small_samples() {
    let small: Vec<_> = samples()
        .into_iter()
        .filter(|sample| sample.bytes.len() < small())
        .collect();
    let positions: usize = small.iter().map(|sample| sample.bytes.len()).sum();
    assert!(
        small.len() >= 15 && positions > 8_000,
        "{} samples, {positions} positions",
        small.len()
    );
    std::thread::scope(|scope| {
        for half in 0..2 {
            let small = &small;
            scope.spawn(move || {
                for sample in small {
                    (half..sample.bytes.len())
                        .step_by(2)
                        .for_each(|at| check_at(sample, at));
                }
            });
        }
    });
}

/// Bytes from which on a sample is large. With `REROUTE_WALK` set (use `--release`) all but the largest are walked.
fn small() -> usize {
    if std::env::var_os("REROUTE_WALK").is_some() {
        7000
    } else {
        1000
    }
}

#[test]
fn some_positions_of_the_large_samples() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for sample in samples()
        .iter()
        .filter(|sample| sample.bytes.len() >= small())
    {
        assert!(!sample.whole.is_empty(), "{}", sample.name);
        for _ in 0..(200_000 / sample.bytes.len()).clamp(2, 40) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            check_at(sample, (state % sample.bytes.len() as u64) as usize);
        }
    }
}

/// The end mark that is found is that of the next instruction, or section, and whole entries stand before it.
#[test]
fn a_character_that_is_none_in_an_end_mark_hides_no_entry() {
    let entry = "<ProviderConfiguration><CrmServerUrl>x</CrmServerUrl></ProviderConfiguration>";
    for (damaged, whole) in [
        ("<?p i\0>", "<?p i?>"),
        ("<![CDATA[ c ]]\0", "<![CDATA[ c ]]>"),
    ] {
        let text = format!(
            "<Configuration><ProviderConfiguration>{damaged}</ProviderConfiguration>{entry}\
             <ProviderConfiguration><LastError>{whole}</LastError></ProviderConfiguration>{entry}</Configuration>"
        );
        let read = read("EmailAgent.xml", text.as_bytes());
        let codes: Vec<_> = read.file.faults.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["XML0004"], "{text}");
        assert_eq!(kept(&read).len(), 3, "{text}");
    }
}
