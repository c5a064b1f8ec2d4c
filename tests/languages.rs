//! The languages of the page, `languages/*.po`: each has every sentence, none that nobody says any
//! more, and none that lost a place for a value.
//!
//! `UPDATE=1 cargo test --test languages` brings the files up to date: it adds what is new, without a
//! translation, takes away what is gone, and notes where each sentence stands.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use diagnosis::language::{LANGUAGES, Language, name};
use diagnosis::text::{Part, parts};
use polib::catalog::Catalog;
use polib::message::Message;
use polib::metadata::CatalogMetadata;
use polib::po_file;
use proc_macro2::{TokenStream, TokenTree};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Where sentences stand that a page shows. The command line speaks English, and so does what is
/// written for files and tickets.
const SOURCES: [&str; 3] = ["src", "crates/sheet/src", "crates/diagnosis/src"];
/// The same in JavaScript: what a widget and its frame say before any program is there.
const SCRIPTS: [&str; 2] = ["embed/embed.js", "embed/frame.js"];

/// Every sentence, with the files that it stands in.
fn sentences() -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for source in SOURCES {
        for path in rust_below(&Path::new(ROOT).join(source)) {
            let text = fs::read_to_string(&path).expect("it is text");
            let file = path.strip_prefix(ROOT).expect("it is below").display().to_string();
            let tokens: TokenStream = text.parse().unwrap_or_else(|e| panic!("{file}: {e}"));
            said(tokens, &mut |sentence| {
                all.entry(sentence).or_insert_with(BTreeSet::new).insert(file.clone());
            });
        }
    }
    for script in SCRIPTS {
        let text = fs::read_to_string(Path::new(ROOT).join(script)).expect("it is text");
        for rest in text.split("Text(").skip(1) {
            let sentence = rest.strip_prefix('"').and_then(|rest| rest.split_once("\")"));
            let (sentence, _) = sentence.unwrap_or_else(|| panic!("{script}: no text in {rest}"));
            all.entry(sentence.to_owned()).or_insert_with(BTreeSet::new).insert(script.into());
        }
    }
    all
}

fn rust_below(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("it is a directory");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it is there").path()).collect();
    paths.sort();
    let below = paths.into_iter().flat_map(|path| match path.is_dir() {
        true => rust_below(&path),
        false => vec![path],
    });
    below
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .filter(|path| path.file_name().is_some_and(|name| name != "tests.rs"))
        .collect()
}

/// What stands in `Text("…")` outside of tests and has words in it.
fn said(tokens: TokenStream, found: &mut impl FnMut(String)) {
    let (mut is_text, mut is_test) = (false, false);
    for token in tokens {
        match &token {
            TokenTree::Group(group)
                if is_test && group.delimiter() == proc_macro2::Delimiter::Brace =>
            {
                is_test = false;
            }
            TokenTree::Group(group) => {
                let literal = group.stream().into_iter().next();
                if let (true, Some(TokenTree::Literal(literal))) = (is_text, literal) {
                    let sentence: String = syn::parse_str::<syn::LitStr>(&literal.to_string())
                        .expect("a text is a string")
                        .value();
                    if has_words(&sentence) {
                        found(sentence);
                    }
                }
                is_test |= group.stream().to_string().replace(' ', "") == "cfg(test)";
                said(group.stream(), found);
            }
            _ => {}
        }
        is_text = matches!(&token, TokenTree::Ident(ident) if ident == "Text");
    }
}

/// Places alone, and marks between them, are the same in every language; but for units and what else
/// stands for a time.
fn has_words(sentence: &str) -> bool {
    let known = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase());
    let words = parts(sentence, known).any(|part| match part {
        Part::Text(text) => text.contains(char::is_alphabetic),
        Part::Place(_) => false,
    });
    words || sentence == ", " || sentence == "; "
}

/// The places of a sentence, in the order of their names.
fn places(sentence: &str) -> Vec<&str> {
    let known = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase());
    let mut all: Vec<&str> = parts(sentence, known)
        .filter_map(|part| match part {
            Part::Place(name) => Some(name),
            Part::Text(_) => None,
        })
        .collect();
    all.sort_unstable();
    all
}

fn file(tag: &str) -> PathBuf {
    Path::new(ROOT).join("languages").join(tag).with_extension("po")
}

fn translated() -> impl Iterator<Item = (&'static str, Catalog)> {
    LANGUAGES[1..].iter().map(|language| {
        let read = po_file::parse(&file(language.tag));
        (language.tag, read.unwrap_or_else(|error| panic!("{}: {error}", language.tag)))
    })
}

/// Brings the file of a language up to date.
fn update(tag: &str, sentences: &BTreeMap<String, BTreeSet<String>>) {
    let before = po_file::parse(&file(tag)).ok();
    let mut metadata = CatalogMetadata::new();
    metadata.project_id_version = "ws-doctor".into();
    metadata.language = tag.replace('-', "_");
    metadata.content_type = "text/plain; charset=UTF-8".into();
    metadata.content_transfer_encoding = "8bit".into();
    metadata.mime_version = "1.0".into();
    let mut catalog = Catalog::new(metadata);
    for (sentence, files) in sentences {
        let known = before.as_ref().and_then(|before| before.find_message(None, sentence, None));
        let own = known.and_then(|known| known.msgstr().ok()).unwrap_or_default();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        catalog.append_or_update(
            Message::build_singular()
                .with_source(files.join("\n"))
                .with_msgid(sentence.clone())
                .with_msgstr(own.to_owned())
                .done(),
        );
    }
    po_file::write_to_file(&catalog, &file(tag)).unwrap_or_else(|error| panic!("{tag}: {error}"));
}

#[test]
fn every_language_has_every_sentence_and_no_other() {
    let sentences = sentences();
    assert!(sentences.len() > 1000, "only {} sentences were found", sentences.len());
    if std::env::var_os("UPDATE").is_some() {
        LANGUAGES[1..].iter().for_each(|language| update(language.tag, &sentences));
    }
    let mut faults = Vec::new();
    for (tag, catalog) in translated() {
        let mut own: HashMap<&str, BTreeSet<String>> = HashMap::new();
        for message in catalog.messages() {
            let (english, other) = (message.msgid(), message.msgstr().expect("it is singular"));
            let files = message.source().lines().map(str::to_owned).collect();
            if other.trim().is_empty() {
                faults.push(format!("{tag}: has no translation: {english}"));
            } else if places(english) != places(other) {
                faults.push(format!("{tag}: has other places: {english} → {other}"));
            } else if other.contains('\n') {
                faults.push(format!("{tag}: has more than one line: {english}"));
            }
            own.insert(english, files);
        }
        for (english, files) in &sentences {
            match own.remove(english.as_str()) {
                None => faults.push(format!("{tag}: is missing: {english}")),
                Some(noted) if noted != *files => {
                    faults.push(format!("{tag}: stands elsewhere now: {english}"));
                }
                Some(_) => {}
            }
        }
        faults.extend(own.keys().map(|english| format!("{tag}: nobody says any more: {english}")));
    }
    let count = faults.len();
    faults.truncate(40);
    assert!(faults.is_empty(), "{count} faults, the first:\n{}", faults.join("\n"));
}

#[test]
fn no_two_sentences_share_a_name() {
    let mut names: HashMap<u32, String> = HashMap::new();
    for (english, _) in sentences() {
        if let Some(other) = names.insert(name(&english), english.clone()) {
            panic!("reword one of them: “{english}”, “{other}”");
        }
    }
}

/// The build writes what the program reads.
#[test]
fn what_the_build_makes_of_a_language_says_it() {
    let into = Path::new(env!("CARGO_TARGET_TMPDIR")).join("words");
    fs::create_dir_all(&into).expect("it can be made");
    let made =
        Command::new("node").arg("scripts/lib/words.mjs").arg(&into).current_dir(ROOT).output();
    let made = made.expect("node is here");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let early = fs::read_to_string(into.join("early.js")).expect("it is made");
    let early = early.split_once("const words = ").and_then(|(_, rest)| rest.split_once(";\n"));
    let early: serde_json::Value =
        serde_json::from_str(early.expect("it holds the words").0).expect("JSON");
    for (tag, catalog) in translated() {
        let mut said = 0;
        let words = ["page", "sheet"].map(|part| {
            let module =
                fs::read_to_string(into.join(format!("{part}-{tag}.js"))).expect("it is made");
            let held = module.strip_prefix("export default ").and_then(|m| m.strip_suffix(";\n"));
            let lines: String = serde_json::from_str(held.expect("it holds a text")).expect("JSON");
            Language::read(&lines).expect("it can be read")
        });
        for message in catalog.messages() {
            let other = message.msgstr().expect("it is singular");
            let program = words.iter().any(|part| part.text(message.msgid()) == other);
            said += usize::from(program || early[tag][message.msgid()] == other);
        }
        assert_eq!(said, catalog.count(), "{tag}");
    }
}
