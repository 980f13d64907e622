//! The runbook: the page judged by html-validate and read by Python, the Markdown read by pulldown-cmark.
//! What it looks like, on screen and on paper, is looked at in `e2e/specs/runbook.spec.js`.

mod takeaway;

use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use reroute::answers::Target;
use reroute::plan::Plan;
use takeaway::{folder, naughty_strings, plan, plan_saying, rendered, run, sample_plan, samples};

fn page(plan: &Plan) -> String {
    String::from_utf8(rendered(plan, "runbook.html")).expect("UTF-8")
}

fn markdown(plan: &Plan) -> String {
    String::from_utf8(rendered(plan, "runbook.md")).expect("UTF-8")
}

#[test]
fn html_validate_finds_nothing() {
    let folder = folder("runbook-html");
    fs::write(folder.join("small.html"), page(&plan())).expect("it is written");
    fs::write(
        folder.join("hostile.html"),
        page(&plan_saying("</td><script>\"&#0;-->")),
    )
    .expect("it is written");
    for name in samples().iter().filter(|name| *name != "two-thousand") {
        fs::write(
            folder.join(format!("{name}.html")),
            page(&sample_plan(name)),
        )
        .expect("it is written");
    }
    let rules = r#"{ "root": true, "extends": ["html-validate:recommended", "html-validate:document"],
        "rules": { "void-style": "error", "long-title": "error" } }"#;
    fs::write(folder.join(".htmlvalidate.json"), rules).expect("it is written");
    let program = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("e2e/node_modules/html-validate/bin/html-validate.mjs");
    let program = program.to_str().expect("UTF-8");
    run(
        "node",
        &[program, "--formatter", "text", "*.html"],
        b"",
        &folder,
    );
}

#[test]
fn taking_back_on_premises_says_so() {
    for (target, on_premises) in [
        (Some(Target::OnPremises9), true),
        (Some(Target::OnPremises8), true),
        (Some(Target::Online), false),
    ] {
        let mut plan = plan();
        plan.target.kind = target;
        for text in [page(&plan), markdown(&plan)] {
            let calls = text
                .lines()
                .filter(|line| line.contains("rollback.ps1 -ServerUrl"));
            let calls: Vec<bool> = calls.map(|line| line.contains("-OnPremises")).collect();
            assert!(!calls.is_empty());
            assert!(calls.iter().all(|says| *says == on_premises), "{target:?}");
        }
    }
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = page(&sample_plan("three-routers"));
    let tags = page
        .split('<')
        .map(|tag| tag.split('>').next().unwrap_or_default());
    for tag in tags.filter(|tag| !tag.starts_with('/')) {
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        assert!(
            ![
                "script", "link", "img", "iframe", "object", "embed", "base", "form"
            ]
            .contains(&name),
            "<{tag}>"
        );
        for attribute in [" src=", " style=", " onclick=", " onload=", " onerror="] {
            assert!(!tag.contains(attribute), "<{tag}>");
        }
    }
    for elsewhere in [
        "url(",
        "@import",
        "@font-face",
        "href=\"http",
        "javascript:",
    ] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
}

#[test]
fn every_mailbox_and_every_file_is_in_the_page_and_every_link_leads_somewhere() {
    let plan = sample_plan("three-routers");
    let page = page(&plan);
    for mailbox in &plan.mailboxes {
        let owner = mailbox.owner.as_ref().map(|owner| &*owner.id);
        for name in [mailbox.address.as_deref(), owner].into_iter().flatten() {
            assert!(page.contains(name), "{}", mailbox.key);
        }
    }
    for hash in plan.inputs.iter().filter_map(|input| input.sha256.as_ref()) {
        assert!(page.contains(hash.as_str()));
    }
    for link in page.split("href=\"#").skip(1) {
        let id = link.split('"').next().expect("a quote ends it");
        assert!(page.contains(&format!(" id=\"{id}\"")), "{id}");
    }
}

/// Facts that nobody told are lines to tick off; what was told is said instead.
#[test]
fn unknown_facts_are_on_the_checklist() {
    let mut plan = plan();
    assert!(
        markdown(&plan).contains("- [ ] Ask whether the organization is in a US Government cloud")
    );
    plan.answers.facts.us_government = reroute::answers::Known::Yes;
    let told = markdown(&plan);
    assert!(!told.contains("Ask whether the organization is in a US"));
    assert!(told.contains("The organization is in a US Government cloud."));
}

#[test]
fn commands_are_filled_in_and_a_hostile_url_stays_in_its_quotes() {
    let mut plan = plan();
    let command = ".\\apply.ps1 -ServerUrl 'https://contoso.crm4.dynamics.com' -Stage Check";
    assert!(markdown(&plan).contains(command));
    assert!(page(&plan).contains(&command.replace('\'', "&#39;")));
    plan.target.url = Some("https://x'; Remove-Item C:\\ -Recurse '".to_owned());
    assert!(!markdown(&plan).contains("```powershell\n.\\apply.ps1 -ServerUrl 'https://x"));
    plan.target.url = Some("https://x/';whoami;'".to_owned());
    assert!(markdown(&plan).contains("-ServerUrl 'https://x/'';whoami;''' -Stage Check"));
}

/// The texts of paragraphs, cells and items, as Python's parser reads them.
fn texts(pages: &[String]) -> Vec<Vec<String>> {
    let program = "import json, sys\n\
        from html.parser import HTMLParser\n\
        class Texts(HTMLParser):\n\
        \x20   def __init__(self):\n\
        \x20       super().__init__(convert_charrefs=True)\n\
        \x20       self.open, self.texts = False, []\n\
        \x20   def handle_starttag(self, tag, attributes):\n\
        \x20       assert tag != 'script', tag\n\
        \x20       if tag in ('td', 'li', 'p', 'span'): self.open, _ = True, self.texts.append('')\n\
        \x20   def handle_endtag(self, tag):\n\
        \x20       if tag in ('td', 'li', 'p', 'span'): self.open = False\n\
        \x20   def handle_data(self, data):\n\
        \x20       if self.open: self.texts[-1] += data\n\
        found = []\n\
        for page in json.load(sys.stdin):\n\
        \x20   texts = Texts()\n\
        \x20   texts.feed(page)\n\
        \x20   texts.close()\n\
        \x20   found.append(texts.texts)\n\
        json.dump(found, sys.stdout)";
    let pages = serde_json::to_vec(pages).expect("strings");
    let said = run("python3", &["-c", program], &pages, Path::new("."));
    serde_json::from_str(&said).expect("Python writes JSON")
}

#[test]
fn every_text_comes_back_from_the_page() {
    let strings = naughty_strings();
    let pages: Vec<String> = strings
        .iter()
        .map(|text| page(&plan_saying(text)))
        .collect();
    for (texts, text) in texts(&pages).iter().zip(&strings) {
        let kept: String = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .chars()
            .map(|c| match c {
                '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'.. => c,
                _ => '\u{fffd}',
            })
            .collect();
        for place in [
            "message", "remedy", "task", "profile", "question", "out", "router", "label",
        ] {
            let wanted = format!("{place} {kept}");
            assert!(texts.contains(&wanted), "{wanted:?}");
        }
    }
}

/// The texts of cells and items in Markdown.
fn blocks(markdown: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS) {
        match event {
            Event::Start(Tag::TableCell | Tag::Item | Tag::Paragraph | Tag::Heading { .. }) => {
                blocks.push(String::new());
            }
            Event::Text(text) => blocks
                .iter_mut()
                .next_back()
                .expect("it stands in something")
                .push_str(&text),
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML got through: {html}"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strong) => {
                panic!("a mark got through")
            }
            Event::Code(code) => panic!("code got through: {code}"),
            Event::End(TagEnd::Table) => blocks.push(String::new()),
            _ => {}
        }
    }
    blocks
}

#[test]
fn every_text_comes_back_from_the_markdown() {
    for text in naughty_strings() {
        let blocks = blocks(&markdown(&plan_saying(&text)));
        let one_line = |text: &str| {
            text.split([' ', '\t', '\n', '\r'])
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let kept: String = one_line(&text)
            .chars()
            .map(|c| if c.is_control() { '\u{fffd}' } else { c })
            .collect();
        let read: Vec<String> = blocks.iter().map(|block| one_line(block)).collect();
        for place in ["message", "task", "question", "out"] {
            let wanted = one_line(&format!("{place} {kept}"));
            assert!(
                read.iter().any(|block| block.trim() == wanted.trim()),
                "{wanted:?} in {read:?}"
            );
        }
    }
}
