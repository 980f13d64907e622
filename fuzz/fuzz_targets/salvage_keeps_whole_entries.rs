//! An agent file made of pieces, damaged at one place.
#![no_main]

#[path = "../../tests/xml_support/mod.rs"]
mod xml_support;

use xml_support::salvage::{OVERWRITES, Sample};

const PIECES: [&str; 14] = [
    "<EmailAddress>a@b</EmailAddress>",
    "<LastError>1 &lt; 2</LastError>",
    "<X y='1' z=\"2\"><Z/></X>",
    "<!-- - -->",
    "<?p i?>",
    "<Server>mail</Server>",
    "\r\n",
    "é😀",
    "</ProviderConfiguration><ProviderConfiguration>",
    "</ProviderConfiguration>\n<!-- c --><ProviderConfiguration>",
    "</ProviderConfiguration><Other>1</Other><ProviderConfiguration>",
    "</ProviderConfiguration><SystemConfiguration><A>1</A></SystemConfiguration><ProviderConfiguration>",
    "<Y/>",
    "text",
];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [high, low, kind, rest @ ..] = data else { return };
    let inner: String = rest.iter().take(64).map(|&byte| PIECES[usize::from(byte) % PIECES.len()]).collect();
    let text = format!("<Configuration><ProviderConfiguration>{inner}</ProviderConfiguration></Configuration>");
    let sample = Sample::new("EmailAgent.xml", text.into_bytes());
    let at = usize::from(*high) << 8 | usize::from(*low);
    let byte = OVERWRITES.get(usize::from(*kind) % (OVERWRITES.len() + 1)).copied();
    xml_support::properties::salvage_keeps_whole_entries(&sample, at, byte);
});
