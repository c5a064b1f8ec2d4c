//! What Python's own modules make of a link in mails, addresses and files is undone; and what they
//! read of a table is what its rows say.

use std::io::Write;
use std::process::{Command, Stdio};

use diagnosis::evidence::Family;
use diagnosis::report::link;
use diagnosis::report::link::find::find;
use diagnosis::report::pile::{Pile, Row, csv};
use serde_json::Value;

use crate::python::python;
use crate::reports;

/// For each address on a line: what programs make of it, as JSON.
const WRITER: &str = r#"
import csv, email.message, html, io, json, sys, textwrap, urllib.parse
def mail(text, markup, encoding):
    message = email.message.EmailMessage()
    message["Subject"] = "report"
    message.set_content(text, cte=encoding)
    message.add_alternative(markup, subtype="html", cte=encoding)
    return message.as_string()
for line in sys.stdin:
    url = line.strip()
    text = f"Hello,\nhere is my report: {url}\n\nBest regards,\nAnn Example\n"
    markup = f'<p>Hello,<br><a href="{html.escape(url)}">{html.escape(url)}</a></p>\n'
    folded = textwrap.fill(text, 72, break_long_words=True, break_on_hyphens=True)
    cells = io.StringIO()
    csv.writer(cells).writerow(["Ann", url, 'say "x"'])
    for name, made in [
        ("quoted-printable", mail(text, markup, "quoted-printable")),
        ("8bit", mail(text, markup, "8bit")),
        ("percent", "https://go.example/?to=" + urllib.parse.quote(url, safe="") + "&from=mail"),
        ("form", urllib.parse.urlencode({"report": url, "name": "Ann"})),
        ("folded", folded),
        ("quoted", textwrap.indent(folded, "> > ")),
        ("json", json.dumps({"text": text, "html": markup})),
        ("csv", cells.getvalue()),
    ]:
        print(json.dumps([name, url, made]))
"#;

/// The lines of a table, each as JSON.
const READER: &str = r#"
import csv, io, json, sys
table = sys.stdin.buffer.read().decode("ascii")
for row in csv.reader(io.StringIO(table, newline=""), strict=True):
    print(json.dumps(row))
"#;

/// What a program of Python says to an input, line by line.
fn told(program: &str, input: &str) -> Vec<Value> {
    let mut child = Command::new(python())
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut to = child.stdin.take().expect("it is piped");
    let input = input.to_owned();
    // It may say much before it has read all.
    let writer = std::thread::spawn(move || to.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("Python ends");
    writer.join().expect("it does not panic").expect("Python reads all");
    assert!(output.status.success(), "Python fails");
    let said = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    said.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
}

#[test]
fn what_programs_make_of_a_link_is_undone() {
    let links: Vec<String> = reports().iter().map(|one| link::encode(&one.evidence)).collect();
    let links: Vec<&String> = links.iter().filter(|link| link.len() <= link::LONGEST).collect();
    assert!(links.len() > 300);
    let address = |link: &&String| format!("https://doctor.example/?target=a&lang=en#r={link}\n");
    let made = told(WRITER, &links.iter().map(address).collect::<String>());
    assert_eq!(made.len(), 8 * links.len());
    for one in &made {
        let [name, url, text] = [0, 1, 2].map(|at| one[at].as_str().expect("three texts"));
        let (_, link) = url.split_once("#r=").expect("that was its input");
        let found: Vec<String> = find(text).map(|found| found.text).collect();
        assert!(!found.is_empty(), "{name}: nothing in {text}");
        assert!(found.iter().all(|found| found == link), "{name}: {found:?} in {text}");
    }
}

#[test]
fn a_table_says_to_others_what_its_rows_say() {
    let mut pile = Pile::default();
    for report in reports() {
        // Some are longer than any link may be.
        let _ = pile.add(&link::encode(&report.evidence));
    }
    let rows: Vec<&Row> = pile.rows().iter().collect();
    assert!(rows.len() > 300);
    let read = told(READER, &csv(&rows, "https://doctor.example/#r="));
    assert_eq!(read.len(), rows.len() + 1);
    for (line, row) in read[1..].iter().zip(rows) {
        let cell = |at: usize| line[at].as_str().expect("a text");
        let host = cell(5).strip_prefix('\'').unwrap_or(cell(5));
        assert_eq!((cell(1), cell(3), host), (row.verdict.id(), row.cause, row.host.as_str()));
        assert_eq!(cell(11), format!("https://doctor.example/#r={}", row.link));
        assert_eq!(cell(6).starts_with("Firefox"), row.agent.family == Family::Firefox);
        assert_eq!(line.as_array().map(Vec::len), Some(12));
    }
}
