//! Colours and line breaks of text for people.

/// No line of prose is longer, in characters.
pub(crate) const WIDTH: usize = 100;

/// Whether there are colours.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) coloured: bool,
}

impl Style {
    pub(crate) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(crate) fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }

    pub(crate) fn red(self, text: &str) -> String {
        self.paint("31", text)
    }

    pub(crate) fn green(self, text: &str) -> String {
        self.paint("32", text)
    }

    pub(crate) fn yellow(self, text: &str) -> String {
        self.paint("33", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.coloured { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Words in lines that are not too long: the first begins with `lead`, the others are as far in.
pub(crate) fn wrapped(lead: &str, text: &str) -> String {
    let indent = lead.chars().count();
    let mut whole = lead.to_owned();
    let mut at = indent;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if at > indent && at + 1 + length > WIDTH {
            whole.push('\n');
            whole.extend(std::iter::repeat_n(' ', indent));
            at = indent;
        } else if at > indent {
            whole.push(' ');
            at += 1;
        }
        whole.push_str(word);
        at += length;
    }
    whole.push('\n');
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_a_terminal_unless_a_word_is() {
        let words = "word ".repeat(60);
        let text = wrapped("  - ", &words);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("    word")), "{text}");
        assert_eq!(text.matches("word").count(), 60);
        let long = "x".repeat(150);
        assert_eq!(wrapped("- ", &long), format!("- {long}\n"));
    }
}
