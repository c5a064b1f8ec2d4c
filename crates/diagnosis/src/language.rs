//! The languages of readers: what stands for our English sentences in each.
//!
//! As in gettext, the English text is what a sentence is known by. The page's build makes a text of
//! each language, a line for each sentence: its [`name`] less that of the line before, in base 36, a
//! blank, and the sentence. [`Language::read`] is the other end.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::text::{Phrase, Text, Value, fill};
use crate::time::Millis;

/// A language that the page speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Its tag of BCP 47.
    pub tag: &'static str,
    /// What its speakers call it.
    pub name: &'static str,
}

/// Every language, English first.
pub const LANGUAGES: [Spoken; 8] = [
    Spoken { tag: "en", name: "English" },
    Spoken { tag: "es", name: "Español" },
    Spoken { tag: "de", name: "Deutsch" },
    Spoken { tag: "fr", name: "Français" },
    Spoken { tag: "pt-BR", name: "Português (Brasil)" },
    Spoken { tag: "ja", name: "日本語" },
    Spoken { tag: "zh-CN", name: "简体中文" },
    Spoken { tag: "ar", name: "العربية" },
];

/// What a reader's language says for our sentences. What it lacks it says in English.
#[derive(Clone, Debug, Default)]
pub struct Language {
    text: String,
    /// The [`name`] of each sentence, in rising order, and where in the text the other words stand.
    sentences: Vec<(u32, Range<usize>)>,
}

impl Language {
    /// English, which needs no other words.
    pub const ENGLISH: Language = Language { text: String::new(), sentences: Vec::new() };

    /// A language from its lines; `None` for anything else.
    pub fn read(lines: &str) -> Option<Language> {
        let (mut language, mut last) = (Language { text: lines.into(), ..Language::ENGLISH }, 0);
        for line in lines.lines() {
            let (name, sentence) = line.split_once(' ')?;
            last += u32::from_str_radix(name, 36).ok().filter(|name| *name <= MOST)?;
            let start = sentence.as_ptr().addr() - lines.as_ptr().addr();
            language.sentences.push((last, start..start + sentence.len()));
        }
        Some(language)
    }

    /// What stands for an English sentence, with its places.
    pub fn text<'a>(&'a self, english: &'a str) -> &'a str {
        if self.sentences.is_empty() {
            return english;
        }
        let at = self.sentences.binary_search_by_key(&name(english), |(name, _)| *name);
        at.map_or(english, |at| &self.text[self.sentences[at].1.clone()])
    }

    /// A sentence with its values.
    pub fn phrase(&self, phrase: &Phrase) -> String {
        fill(self.text(phrase.text.0), &|name| {
            let mut values = phrase.values.iter();
            values.find(|(own, _)| *own == name).map(|(_, value)| self.value(value))
        })
    }

    /// A value of a sentence.
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Plain(text) => text.clone(),
            Value::Time(time) => self.phrase(&span(*time)),
            Value::Told(phrase) => self.phrase(phrase),
            Value::List(all, between) => {
                let all: Vec<String> = all.iter().map(|one| self.phrase(one)).collect();
                all.join(self.text(between.0))
            }
        }
    }
}

/// A span of time: `140 ms` below one second, `3.0 s` below a minute and `2 min 10 s` above.
pub fn span(time: Millis) -> Phrase {
    // Rounded to the tenth first, so that 59 960 ms is 1 min and not 60.0 s.
    let tenths = (u64::from(time.0) + 50) / 100;
    if time.0 < 1000 {
        return Text("{number} ms").with("number", time.0);
    }
    if tenths < 600 {
        return Text("{whole}.{tenth} s").with("whole", tenths / 10).with("tenth", tenths % 10);
    }
    let seconds = (u64::from(time.0) + 500) / 1000;
    match (seconds / 60, seconds % 60) {
        (minutes, 0) => Text("{number} min").with("number", minutes),
        (minutes, rest) => {
            Text("{minutes} min {seconds} s").with("minutes", minutes).with("seconds", rest)
        }
    }
}

/// A name has 24 bits. A test knows that no two sentences share one.
const MOST: u32 = (1 << 24) - 1;

/// The name of a sentence: FNV-1a of its English text, folded.
pub fn name(english: &str) -> u32 {
    let hash = english
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> 24) ^ (hash & MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german() -> Language {
        let mut sentences = [
            ("{whole}.{tenth} s", "{whole},{tenth} s"),
            ("the browser", "der Browser"),
            ("{who} waited {time}", "{time} hat {who} gewartet"),
        ];
        sentences.sort_by_key(|(english, _)| name(english));
        let (mut lines, mut last) = (String::new(), 0);
        for (english, german) in sentences {
            lines += &alloc::format!("{} {german}\n", base36(name(english) - last));
            last = name(english);
        }
        Language::read(&lines).expect("it was just written")
    }

    fn base36(number: u32) -> String {
        let digit = char::from_digit(number % 36, 36).expect("it is less than 36");
        if number < 36 { digit.into() } else { base36(number / 36) + &String::from(digit) }
    }

    #[test]
    fn a_language_has_its_own_order_of_words_its_own_numbers_and_english_for_the_rest() {
        let phrase =
            Text("{who} waited {time}").with("who", Text("the browser")).with("time", Millis(3210));
        assert_eq!(alloc::string::ToString::to_string(&phrase), "the browser waited 3.2 s");
        assert_eq!(german().phrase(&phrase), "3,2 s hat der Browser gewartet");
        assert_eq!(german().phrase(&Text("unknown").phrase()), "unknown");
    }

    #[test]
    fn a_text_that_is_no_language_is_refused() {
        assert!(Language::read("").is_some_and(|none| none.sentences.is_empty()));
        for lines in ["<!doctype html>", "1x", "-1 minus", "zzzzzz too much", "1 one\n\n2 two"] {
            assert!(Language::read(lines).is_none(), "{lines}");
        }
    }
}
