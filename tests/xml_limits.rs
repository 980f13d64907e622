//! A document is read whole up to the last byte of every limit, and not one byte beyond.

use reroute::router::FileReader;

#[test]
fn limits_hold_at_the_last_byte() {
    let whole = |document: String| {
        let mut reader = FileReader::new("Microsoft.Crm.Tools.EmailAgent.xml");
        reader.push(document.as_bytes());
        reader.finish().file.fault_count == 0
    };
    let provider = |inner: &str| {
        format!(
            "<Configuration><ProviderConfiguration>{inner}</ProviderConfiguration></Configuration>"
        )
    };
    let text = |bytes: usize| provider(&format!("<LastError>{}</LastError>", "x".repeat(bytes)));
    assert!(whole(text(1 << 20)) && !whole(text((1 << 20) + 1)));
    let name = |bytes: usize| provider(&format!("<{}/>", "n".repeat(bytes)));
    assert!(whole(name(1024)) && !whole(name(1025)));
    let deep = |levels: usize| {
        provider(&format!(
            "{}{}",
            "<a>".repeat(levels),
            "</a>".repeat(levels)
        ))
    };
    assert!(whole(deep(62)) && !whole(deep(63)));
    let attributes = |count: usize| {
        provider(&format!(
            "<a {}/>",
            (0..count)
                .map(|one| format!("a{one}='' "))
                .collect::<String>()
        ))
    };
    assert!(whole(attributes(256)) && !whole(attributes(257)));
    let tag = |bytes: usize| provider(&format!("<a b='{}'/>", "x".repeat(bytes - 9)));
    assert!(whole(tag(1 << 20)) && !whole(tag((1 << 20) + 1)));
}
