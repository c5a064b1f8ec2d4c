//! Words on their way between programs: a sentence of ours with its values, as one text, so that the
//! program which shows it can put it into the language of who reads.

use std::str::Split;

use diagnosis::language::{Language, span};
use diagnosis::text::{Phrase, Value, fill};
use diagnosis::time::Millis;

use crate::reader::with_reader;

/// It stands between the parts of a saying; elsewhere it is a blank.
const MARK: char = '\u{1d}';
/// Deeper sentences are none of ours.
const DEEPEST: usize = 8;

/// A sentence of ours with its values, as one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saying(pub String);

impl Saying {
    /// In the language of who reads.
    pub fn words(&self) -> String {
        with_reader(|reader| self.told(reader))
    }

    /// In English.
    pub fn english(&self) -> String {
        self.told(&Language::ENGLISH)
    }

    /// In a language. What is no saying is told as it stands.
    fn told(&self, language: &Language) -> String {
        sentence(&mut self.0.split(MARK), language, DEEPEST).unwrap_or_else(|| self.0.clone())
    }
}

impl<T: Into<Phrase>> From<T> for Saying {
    fn from(words: T) -> Saying {
        let mut parts = Vec::new();
        write(&words.into(), &mut parts);
        Saying(parts.join(&MARK.to_string()))
    }
}

/// The sentence and the number of its values; then of each its name, its kind and itself.
fn write(phrase: &Phrase, parts: &mut Vec<String>) {
    parts.extend([phrase.text.0.to_owned(), phrase.values.len().to_string()]);
    for (name, value) in &phrase.values {
        parts.push((*name).to_owned());
        match value {
            Value::Plain(text) => parts.extend(["plain".into(), text.replace(MARK, " ")]),
            Value::Time(time) => parts.extend(["time".into(), time.0.to_string()]),
            Value::Told(inner) => {
                parts.push("told".into());
                write(inner, parts);
            }
            Value::List(all, between) => {
                parts.extend(["list".into(), between.0.to_owned(), all.len().to_string()]);
                all.iter().for_each(|one| write(one, parts));
            }
        }
    }
}

fn sentence(parts: &mut Split<'_, char>, language: &Language, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let english = parts.next()?;
    let count: u32 = parts.next().unwrap_or("0").parse().ok()?;
    let mut values = Vec::new();
    for _ in 0..count {
        let name = parts.next()?;
        let value = match parts.next()? {
            "plain" => parts.next()?.to_owned(),
            "time" => language.phrase(&span(Millis(parts.next()?.parse().ok()?))),
            "told" => sentence(parts, language, depth)?,
            _ => {
                let between = language.text(parts.next()?);
                let count: u32 = parts.next()?.parse().ok()?;
                let mut all = Vec::new();
                for _ in 0..count {
                    all.push(sentence(parts, language, depth)?);
                }
                all.join(between)
            }
        };
        values.push((name, value));
    }
    Some(fill(language.text(english), &|name| {
        values.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::speaking;
    use diagnosis::language::name;
    use diagnosis::text::Text;
    use std::rc::Rc;

    const ENGLISH: &str = "{host} closed {when}: {all}";

    fn base36(number: u32) -> String {
        let digit = char::from_digit(number % 36, 36).expect("it is less than 36");
        if number < 36 { digit.into() } else { base36(number / 36) + &String::from(digit) }
    }

    #[test]
    fn a_sentence_is_said_in_the_language_of_who_reads_it() {
        let inner = Text("after {time}").with("time", Millis::seconds(3));
        let row = vec![Text("one").phrase(), Text("two").phrase()];
        let saying = Saying::from(
            Text(ENGLISH).with("host", "a\u{1d}b").with("when", inner).with("all", Value::row(row)),
        );
        assert_eq!(saying.words(), "a b closed after 3.0 s: one, two");
        let line = format!("{} {{when}} schloss {{host}}: {{all}}", base36(name(ENGLISH)));
        let german = Rc::new(Language::read(&line).expect("it was just written"));
        assert_eq!(speaking(&german, || saying.words()), "after 3.0 s schloss a b: one, two");
        assert_eq!(saying.english(), "a b closed after 3.0 s: one, two");
    }

    #[test]
    fn what_is_no_saying_is_told_as_it_stands() {
        for text in ["", "hello", "hello\u{1d}1\u{1d}name", "\u{1d}9999999999999999999999"] {
            assert_eq!(Saying(text.into()).words(), text);
        }
    }
}
