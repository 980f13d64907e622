//! The made-up files that come with the program, to try the whole tool in ten seconds.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../samples/three-routers/", $path)))),*]
    };
}

/// Path and content of each file.
pub const FILES: &[(&str, &[u8])] = files![
    "ROUTER-A/EncryptionKey.xml",
    "ROUTER-A/Microsoft.Crm.Tools.EmailAgent.SystemState.xml",
    "ROUTER-A/Microsoft.Crm.Tools.EmailAgent.xml",
    "ROUTER-B/EncryptionKey.xml",
    "ROUTER-B/Microsoft.Crm.Tools.EmailAgent.SystemState.xml",
    "ROUTER-B/Microsoft.Crm.Tools.EmailAgent.xml",
    "ROUTER-C/EncryptionKey.xml",
    "ROUTER-C/Microsoft.Crm.Tools.EmailAgent.SystemState.xml",
    "ROUTER-C/Microsoft.Crm.Tools.EmailAgent.xml",
];

/// The answers that go with them.
pub const ANSWERS: &str = include_str!("../../samples/three-routers/answers.json");
