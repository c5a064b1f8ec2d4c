//! The runbook as a document, `docs/runbook.md`: written from the registry, so that it can't fall
//! behind it. The page doesn't call this, and the linker leaves it out there.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::cause::{CAUSES, Cause, Side};
use crate::remedy::{Check, Remedy, Source};
use crate::report::markdown::{fence, station};
use crate::report::prevention::PREVENTIONS;
use crate::report::runbook::prose::{
    BELIEFS, CLOSE_CODES, INTRODUCTION, LIMITS, STATUS_CODES, SYMPTOMS, TERMS,
};
use crate::report::runbook::steps;
use crate::target::Target;
use crate::text::Text;

/// The runbook as Markdown, with an example target filled in.
pub fn document() -> String {
    let target = Target::new(true, "chat.example.com", 443, "/ws/chat/", "");
    let mut writer = Writer { target, text: String::new(), shown: Vec::new() };
    writer.introduction();
    writer.steps();
    writer.causes();
    writer.fixes();
    writer.lists();
    writer.text
}

struct Writer {
    target: Target,
    text: String,
    /// What was written in full, by its title, and the heading that it stands under.
    shown: Vec<(&'static str, &'static str)>,
}

impl Writer {
    fn paragraph(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str("\n\n");
    }

    fn introduction(&mut self) {
        self.paragraph("# Runbook: a WebSocket does not work behind a proxy");
        self.paragraph("<!-- Written by crates/diagnosis, checked by its test `runbook`. Don’t edit by hand. -->");
        self.paragraph(INTRODUCTION);
        self.paragraph("## Symptoms");
        for symptom in SYMPTOMS {
            let causes: Vec<String> =
                symptom.causes.iter().map(|id| format!("[`{id}`](#{})", anchor(id))).collect();
            self.text.push_str(&format!(
                "- **{}.** {} Look at {}.\n",
                symptom.seen.0,
                symptom.means.0,
                causes.join(", ")
            ));
        }
        self.text.push('\n');
        self.paragraph("## Common beliefs, corrected");
        for (belief, truth, source) in BELIEFS {
            self.text.push_str(&format!("- *{belief}* {truth} ({})\n", link(source)));
        }
        self.text.push('\n');
    }

    fn steps(&mut self) {
        self.paragraph("## Diagnosis in five steps");
        let url = self.target.url();
        self.paragraph(&format!(
            "The example is `{url}`; the page’s report has the own address filled in."
        ));
        for (index, step) in steps(&self.target).into_iter().enumerate() {
            self.paragraph(&format!("### Step {}: {}", index + 1, step.title.0));
            self.paragraph(step.text.0);
            self.text.push_str(&fence(step.language, &step.command));
            self.text.push('\n');
        }
    }

    fn causes(&mut self) {
        self.paragraph("## Causes");
        self.paragraph(
            "The common ones first. What stands under more than one is written out once.",
        );
        self.text.push_str("| Cause | In short | Where | Whose |\n|---|---|---|---|\n");
        for cause in CAUSES {
            self.text.push_str(&format!(
                "| [`{}`](#{}) | {} | {} | {} |\n",
                cause.id,
                anchor(cause.id),
                cause.title.0,
                station(cause.hop),
                side(cause.side)
            ));
        }
        self.text.push('\n');
        for cause in CAUSES {
            self.cause(cause);
        }
    }

    fn cause(&mut self, cause: &'static Cause) {
        self.paragraph(&format!("### {}", cause.id));
        self.paragraph(&format!("**{}.** {}", cause.title.0, cause.why.0));
        self.paragraph(&format!("The visitor reads: “{}”", cause.plain.0));
        if !cause.neighbours.is_empty() {
            self.paragraph("What it can look like:");
            for (id, text) in cause.neighbours {
                self.text.push_str(&format!("- [`{id}`](#{}): {}\n", anchor(id), text.0));
            }
            self.text.push('\n');
        }
        self.paragraph("#### To settle it");
        for check in cause.checks {
            self.check(check, cause.id);
        }
        self.paragraph("#### To mend it");
        for remedy in cause.remedies {
            self.remedy(remedy, cause.id);
        }
        let sources: Vec<String> = cause.sources.iter().map(link).collect();
        self.paragraph(&format!("Sources: {}.", sources.join("; ")));
    }

    fn check(&mut self, check: &'static Check, cause: &'static str) {
        if let Some(place) = self.first(check.title.0, cause) {
            self.paragraph(&format!("- {}: see [`{place}`](#{}).", check.title.0, anchor(place)));
            return;
        }
        self.paragraph(&format!("- {}. {}", check.title.0, check.expect.0));
        if !check.command.is_empty() {
            self.text.push_str(&indented(&fence(check.language, &check.fill(&self.target))));
            self.text.push('\n');
        }
    }

    fn remedy(&mut self, remedy: &'static Remedy, cause: &'static str) {
        let inside = match remedy.snippet.inside {
            "" => String::new(),
            inside => format!(" (inside `{inside}`)"),
        };
        let title = format!("**{}**{inside}: {}", remedy.product, remedy.title.0);
        if let Some(place) = self.first(remedy.title.0, cause) {
            self.paragraph(&format!("- {title}: see [`{place}`](#{}).", anchor(place)));
            return;
        }
        self.paragraph(&format!("- {title}."));
        let (language, body) = remedy.snippet.fenced(&self.target);
        self.text.push_str(&indented(&fence(language, &body)));
        let proof = CAUSES
            .iter()
            .find(|other| other.checks.iter().any(|check| same(check, remedy.verify)))
            .filter(|other| other.id != cause)
            .map(|other| format!(", see [`{}`](#{})", other.id, anchor(other.id)))
            .unwrap_or_default();
        self.paragraph(&format!(
            "\n  Proof: {}{proof}. Source: {}.",
            lower(remedy.verify.title.0),
            link(&remedy.source)
        ));
        if !CAUSES.iter().any(|cause| cause.checks.iter().any(|check| same(check, remedy.verify))) {
            self.check(remedy.verify, cause);
        }
    }

    /// The heading under which this was written before; else it is noted as written under this one.
    fn first(&mut self, what: &'static str, here: &'static str) -> Option<&'static str> {
        let before = self.shown.iter().find(|(shown, _)| *shown == what).map(|(_, place)| *place);
        if before.is_none() {
            self.shown.push((what, here));
        }
        before
    }

    fn fixes(&mut self) {
        self.paragraph("## Fixes");
        self.paragraph("Every remedy, by product. The snippets stand under the causes.");
        let mut remedies: Vec<(&'static Remedy, Vec<&str>)> = Vec::new();
        for cause in CAUSES {
            for remedy in cause.remedies {
                match remedies.iter_mut().find(|(known, _)| core::ptr::eq(*known, *remedy)) {
                    Some((_, causes)) => causes.push(cause.id),
                    None => remedies.push((remedy, [cause.id].to_vec())),
                }
            }
        }
        remedies.sort_by_key(|(remedy, _)| remedy.product.to_lowercase());
        self.text.push_str("| Product | What it does | Against |\n|---|---|---|\n");
        for (remedy, causes) in remedies {
            let causes: Vec<String> =
                causes.iter().map(|id| format!("[`{id}`](#{})", anchor(id))).collect();
            self.text.push_str(&format!(
                "| {} | {} | {} |\n",
                remedy.product,
                remedy.title.0,
                causes.join(", ")
            ));
        }
        self.text.push('\n');
    }

    fn lists(&mut self) {
        self.paragraph("## Prevention");
        self.paragraph("A report of the page ticks what it measured.");
        for prevention in PREVENTIONS {
            self.text.push_str(&format!("- [ ] {}\n", prevention.text.0));
        }
        self.text.push('\n');
        self.table("From the measured time to the suspect", ["Ended after", "Suspects"], LIMITS);
        self.table("Related status codes", ["Status", "Meaning for a handshake"], STATUS_CODES);
        self.table("Related close codes", ["Code", "Meaning"], CLOSE_CODES);
        self.table("Related terms", ["Term", "Meaning"], TERMS);
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
    }

    fn table(&mut self, title: &str, heads: [&str; 2], rows: &[(&str, Text)]) {
        self.paragraph(&format!("## {title}"));
        self.text.push_str(&format!("| {} | {} |\n|---|---|\n", heads[0], heads[1]));
        for (name, meaning) in rows {
            self.text.push_str(&format!("| {name} | {meaning} |\n"));
        }
        self.text.push('\n');
    }
}

fn same(one: &Check, other: &Check) -> bool {
    core::ptr::eq(one, other)
}

fn link(source: &Source) -> String {
    match source.at.strip_prefix("lab:") {
        Some(name) => format!("lab scenario `{name}`"),
        None => format!("[{}]({})", source.title, source.at),
    }
}

/// The anchor that a heading of this text has on the usual forges.
fn anchor(id: &str) -> String {
    id.replace('.', "")
}

fn side(side: Option<Side>) -> &'static str {
    match side {
        Some(Side::You) => "the visitor",
        Some(Side::Network) => "the visitor’s network",
        Some(Side::Service) => "the service",
        None => "not told by it",
    }
}

fn lower(title: &str) -> String {
    let mut rest = title.chars();
    match rest.next() {
        Some(first) => first.to_lowercase().to_string() + rest.as_str(),
        None => String::new(),
    }
}

fn indented(block: &str) -> String {
    block
        .lines()
        .map(|line| if line.is_empty() { "\n".to_string() } else { format!("  {line}\n") })
        .collect()
}
