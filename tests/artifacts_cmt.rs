//! The Configuration Migration package, unpacked with unzip and judged by xmllint.

mod takeaway;

use std::fs;
use std::path::{Path, PathBuf};

use reroute::answers::Target;
use reroute::plan::Plan;
use takeaway::{PROFILE_ID, folder, plan, plan_saying, rendered, run};

/// Unpacks the package and has both documents judged.
fn unpacked(plan: &Plan, name: &str) -> PathBuf {
    let folder = folder(name);
    fs::write(
        folder.join("package.zip"),
        rendered(plan, "profiles-cmt.zip"),
    )
    .expect("it is written");
    run("unzip", &["-q", "package.zip"], b"", &folder);
    for part in ["data", "data_schema"] {
        let schema =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/cmt/{part}.xsd"));
        let schema = schema.to_str().expect("UTF-8");
        run(
            "xmllint",
            &["--noout", "--schema", schema, &format!("{part}.xml")],
            b"",
            &folder,
        );
    }
    folder
}

#[test]
fn the_package_holds_new_profiles_alone_in_the_root() {
    let folder = unpacked(&plan(), "cmt");
    let listed = run("unzip", &["-Z1", "package.zip"], b"", &folder);
    assert_eq!(listed, "[Content_Types].xml\ndata.xml\ndata_schema.xml\n");
    let data = fs::read_to_string(folder.join("data.xml")).expect("it is there");
    assert!(
        data.starts_with("<entities "),
        "nothing stands before the root"
    );
    assert_eq!(
        data.matches("<record ").count(),
        1,
        "the existing profile is not in it"
    );
    assert!(data.contains(&format!("<record id=\"{PROFILE_ID}\">")));
    assert!(data.contains("<field name=\"incomingusessl\" value=\"True\" />"));
    assert!(data.contains(
        "<field name=\"processemailsreceivedafter\" value=\"2026-12-01T04:00:00.0000000Z\" />"
    ));
    assert!(!data.contains("mailbox\""));
    let schema = fs::read_to_string(folder.join("data_schema.xml")).expect("it is there");
    assert!(schema.contains("skipupdate=\"true\"") && !schema.contains("<!--"));
}

#[test]
fn columns_that_only_the_online_product_has_stay_out_of_an_on_premises_package() {
    let mut plan = plan();
    plan.profiles[0].columns.set(
        &"oauthclientid",
        "00000000-0000-4000-8000-000000000000".into(),
    );
    let schema = |plan: &Plan| {
        fs::read_to_string(unpacked(plan, "cmt-target").join("data_schema.xml"))
            .expect("it is there")
    };
    assert!(schema(&plan).contains("oauthclientid"));
    plan.target.kind = Some(Target::OnPremises9);
    assert!(!schema(&plan).contains("oauthclientid"));
}

#[test]
fn text_comes_back_as_it_was() {
    for text in [
        "<a b=\"c\">&'",
        "two\r\nlines\tand a tab",
        "ü \u{202e} 😀",
        "]]>",
        "&#0;",
    ] {
        let folder = unpacked(&plan_saying(text), "cmt-text");
        let query = "string(//field[@name='description']/@value)";
        let said = run("xmllint", &["--xpath", query, "data.xml"], b"", &folder);
        assert_eq!(
            said.strip_suffix('\n').unwrap_or(&said),
            format!("description {text}")
        );
    }
}
