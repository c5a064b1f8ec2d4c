//! Whether a regular expression of a configuration matches a path or a host.
//!
//! The part of the language that routes are written in: literals, classes, groups, alternatives,
//! repetition and anchors. What is beyond it (looking around, references back) is not known rather than
//! guessed. Matching takes time in proportion to pattern and text, whatever the pattern.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::iter::Peekable;
use core::str::Chars;

const DEEPEST: usize = 16;
const LONGEST: usize = 1000;
const MOST_STEPS: usize = 2000;

/// Whether `pattern` matches somewhere in `text`; `None` if this reader can't tell.
pub(super) fn matches(pattern: &str, text: &str, caseless: bool) -> Option<bool> {
    if pattern.len() > LONGEST {
        return None;
    }
    let (pattern, caseless) = match pattern.strip_prefix("(?i)") {
        Some(rest) => (rest, true),
        None => (pattern, caseless),
    };
    let mut chars = pattern.chars().peekable();
    let node = alternatives(&mut chars, 0)?;
    if chars.next().is_some() {
        return None;
    }
    let mut steps = Vec::new();
    compile(&node, &mut steps)?;
    steps.push(Step::Match);
    Some(run(&steps, text, caseless))
}

/// Whether a shell's pattern with `*`, `?` and `[…]` matches the whole of `path`; `*` stops at a slash.
pub(super) fn glob(pattern: &str, path: &str) -> bool {
    let mut whole = String::from("^");
    let mut inside = false;
    for c in pattern.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            _ => {}
        }
        match c {
            '*' if !inside => whole.push_str("[^/]*"),
            '?' if !inside => whole.push_str("[^/]"),
            '!' if inside && whole.ends_with('[') => whole.push('^'),
            '[' | ']' => whole.push(c),
            c if inside || c.is_alphanumeric() || c == '/' => whole.push(c),
            c => whole.extend(['\\', c]),
        }
    }
    whole.push('$');
    matches(&whole, path, false) == Some(true)
}

enum Node {
    One(Class),
    Start,
    End,
    All(Vec<Node>),
    Any(Vec<Node>),
    Repeat(Box<Node>, usize, Option<usize>),
}

#[derive(Clone)]
struct Class {
    ranges: Vec<(char, char)>,
    negated: bool,
}

impl Class {
    fn of(ranges: &[(char, char)], negated: bool) -> Class {
        Class { ranges: ranges.to_vec(), negated }
    }

    fn holds(&self, c: char, caseless: bool) -> bool {
        let within = |c: char| self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
        let found = within(c)
            || caseless && (within(c.to_ascii_lowercase()) || within(c.to_ascii_uppercase()));
        found != self.negated
    }
}

fn alternatives(chars: &mut Peekable<Chars<'_>>, depth: usize) -> Option<Node> {
    if depth > DEEPEST {
        return None;
    }
    let mut all = vec![sequence(chars, depth)?];
    while chars.next_if_eq(&'|').is_some() {
        all.push(sequence(chars, depth)?);
    }
    Some(Node::Any(all))
}

fn sequence(chars: &mut Peekable<Chars<'_>>, depth: usize) -> Option<Node> {
    let mut all = Vec::new();
    while let Some(c) = chars.next_if(|c| !matches!(c, '|' | ')')) {
        let node = match c {
            '(' => group(chars, depth)?,
            '[' => Node::One(class(chars)?),
            '.' => Node::One(Class::of(&[], true)),
            '^' => Node::Start,
            '$' => Node::End,
            '\\' => escape(chars.next()?)?,
            '*' | '+' | '?' => return None,
            c => literal(c),
        };
        all.push(repeated(node, chars)?);
    }
    Some(Node::All(all))
}

fn literal(c: char) -> Node {
    Node::One(Class::of(&[(c, c)], false))
}

fn group(chars: &mut Peekable<Chars<'_>>, depth: usize) -> Option<Node> {
    if chars.next_if_eq(&'?').is_some() {
        match chars.next()? {
            ':' => {}
            'P' if chars.next()? == '<' => while chars.next()? != '>' {},
            // A name; looking behind is not known.
            '<' if !matches!(chars.peek(), Some('=' | '!')) => while chars.next()? != '>' {},
            _ => return None,
        }
    }
    let node = alternatives(chars, depth + 1)?;
    (chars.next()? == ')').then_some(node)
}

const WORD: [(char, char); 4] = [('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
const DIGIT: [(char, char); 1] = [('0', '9')];
const SPACE: [(char, char); 2] = [('\t', '\r'), (' ', ' ')];

fn escape(c: char) -> Option<Node> {
    Some(match c {
        'd' | 'D' => Node::One(Class::of(&DIGIT, c == 'D')),
        'w' | 'W' => Node::One(Class::of(&WORD, c == 'W')),
        's' | 'S' => Node::One(Class::of(&SPACE, c == 'S')),
        'A' => Node::Start,
        'z' | 'Z' => Node::End,
        c if c.is_ascii_alphanumeric() => return None,
        c => literal(c),
    })
}

fn class(chars: &mut Peekable<Chars<'_>>) -> Option<Class> {
    let negated = chars.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        let from = match chars.next()? {
            ']' if !ranges.is_empty() => return Some(Class { ranges, negated }),
            '[' if chars.peek() == Some(&':') => return None,
            '\\' => match chars.next()? {
                'd' => {
                    ranges.extend(DIGIT);
                    continue;
                }
                'w' => {
                    ranges.extend(WORD);
                    continue;
                }
                's' => {
                    ranges.extend(SPACE);
                    continue;
                }
                c if c.is_ascii_alphanumeric() => return None,
                c => c,
            },
            c => c,
        };
        let mut ahead = chars.clone();
        let range = ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']');
        let mut to = from;
        if range {
            chars.next();
            to = chars.next()?;
            if to == '\\' {
                to = chars.next()?;
            }
        }
        ranges.push((from, to));
    }
}

fn repeated(node: Node, chars: &mut Peekable<Chars<'_>>) -> Option<Node> {
    let (least, most) = match chars.peek() {
        Some('*') => (0, None),
        Some('+') => (1, None),
        Some('?') => (0, Some(1)),
        Some('{') => return counted(node, chars),
        _ => return Some(node),
    };
    chars.next();
    lazy(chars);
    Some(Node::Repeat(Box::new(node), least, most))
}

/// Greedy, lazy and possessive differ in what they take, and not in whether they match, but for the
/// last, which routes do not use.
fn lazy(chars: &mut Peekable<Chars<'_>>) {
    chars.next_if(|c| matches!(c, '?' | '+'));
}

fn counted(node: Node, chars: &mut Peekable<Chars<'_>>) -> Option<Node> {
    const MOST: usize = 200;
    chars.next();
    let least = number(chars)?;
    let most = match chars.next()? {
        '}' => Some(least),
        ',' => {
            let most = number(chars);
            (chars.next()? == '}').then_some(most)?
        }
        _ => return None,
    };
    lazy(chars);
    (least <= MOST && most.is_none_or(|most| (least..=MOST).contains(&most)))
        .then(|| Node::Repeat(Box::new(node), least, most))
}

fn number(chars: &mut Peekable<Chars<'_>>) -> Option<usize> {
    let mut value: Option<usize> = None;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        chars.next();
        let digit = usize::try_from(digit).expect("one digit");
        value = Some(value.unwrap_or(0).saturating_mul(10).saturating_add(digit));
    }
    value
}

enum Step {
    One(Class),
    Start,
    End,
    Jump(usize),
    Either(usize, usize),
    Match,
}

fn compile(node: &Node, steps: &mut Vec<Step>) -> Option<()> {
    if steps.len() > MOST_STEPS {
        return None;
    }
    match node {
        Node::One(class) => steps.push(Step::One(class.clone())),
        Node::Start => steps.push(Step::Start),
        Node::End => steps.push(Step::End),
        Node::All(all) => all.iter().try_for_each(|node| compile(node, steps))?,
        Node::Any(all) => any(all, steps)?,
        Node::Repeat(node, least, most) => repeat(node, *least, *most, steps)?,
    }
    Some(())
}

fn any(all: &[Node], steps: &mut Vec<Step>) -> Option<()> {
    let mut ends = Vec::new();
    for (index, node) in all.iter().enumerate() {
        let last = index + 1 == all.len();
        let fork = steps.len();
        if !last {
            steps.push(Step::Either(fork + 1, 0));
        }
        compile(node, steps)?;
        if !last {
            ends.push(steps.len());
            steps.push(Step::Jump(0));
            steps[fork] = Step::Either(fork + 1, steps.len());
        }
    }
    let end = steps.len();
    for at in ends {
        steps[at] = Step::Jump(end);
    }
    Some(())
}

fn repeat(node: &Node, least: usize, most: Option<usize>, steps: &mut Vec<Step>) -> Option<()> {
    for _ in 0..least {
        compile(node, steps)?;
    }
    match most {
        None => {
            let fork = steps.len();
            steps.push(Step::Either(fork + 1, 0));
            compile(node, steps)?;
            steps.push(Step::Jump(fork));
            steps[fork] = Step::Either(fork + 1, steps.len());
        }
        Some(most) => {
            let mut forks = Vec::new();
            for _ in least..most {
                forks.push(steps.len());
                steps.push(Step::Either(steps.len() + 1, 0));
                compile(node, steps)?;
            }
            let end = steps.len();
            for fork in forks {
                steps[fork] = Step::Either(fork + 1, end);
            }
        }
    }
    Some(())
}

/// All ways of matching at once, so that no pattern takes longer than its own length a letter.
fn run(steps: &[Step], text: &str, caseless: bool) -> bool {
    let mut current = Vec::new();
    let mut marked = vec![false; steps.len()];
    let mut at = 0;
    let mut letters = text.chars();
    loop {
        let (start, end) = (at == 0, letters.as_str().is_empty());
        if follow(steps, 0, start, end, &mut current, &mut marked) {
            return true;
        }
        let Some(letter) = letters.next() else { return false };
        at += letter.len_utf8();
        let end = letters.as_str().is_empty();
        let mut next = Vec::new();
        let mut seen = vec![false; steps.len()];
        for place in &current {
            let Step::One(class) = &steps[*place] else { continue };
            if class.holds(letter, caseless)
                && follow(steps, place + 1, false, end, &mut next, &mut seen)
            {
                return true;
            }
        }
        (current, marked) = (next, seen);
    }
}

/// Adds every step that can be reached from `from` without a letter; whether one is the match.
fn follow(
    steps: &[Step],
    from: usize,
    start: bool,
    end: bool,
    list: &mut Vec<usize>,
    marked: &mut [bool],
) -> bool {
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if core::mem::replace(&mut marked[at], true) {
            continue;
        }
        match &steps[at] {
            Step::Match => return true,
            Step::One(_) => list.push(at),
            Step::Start if start => open.push(at + 1),
            Step::End if end => open.push(at + 1),
            Step::Start | Step::End => {}
            Step::Jump(to) => open.push(*to),
            Step::Either(one, other) => open.extend([*other, *one]),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_routes_are_written_in_is_understood() {
        for (pattern, text, expected) in [
            ("^/ws/", "/ws/chat", Some(true)),
            ("^/ws/", "/a/ws/chat", Some(false)),
            ("ws", "/a/ws/chat", Some(true)),
            (r"\.php$", "/index.php", Some(true)),
            (r"\.php$", "/index.php5", Some(false)),
            ("^/(ws|socket)/", "/socket/1", Some(true)),
            ("^/(?:ws|socket)$", "/socket/1", Some(false)),
            ("^/(?<name>[a-z]+)$", "/chat", Some(true)),
            (r"^/room/\d{2,3}$", "/room/123", Some(true)),
            (r"^/room/\d{2,3}$", "/room/1", Some(false)),
            (r"^/room/\d{2,}$", "/room/12345", Some(true)),
            ("^[^/]*$", "/", Some(false)),
            ("^/a-?b+c*$", "/abb", Some(true)),
            ("(?i)^/WS$", "/ws", Some(true)),
            ("^$", "", Some(true)),
            ("a|", "b", Some(true)),
            // Looking around and references are not known.
            ("^/(?!ws)", "/chat", None),
            (r"^/(a)\1", "/aa", None),
            (r"\bws\b", "/ws", None),
            ("(", "", None),
            ("*", "", None),
        ] {
            assert_eq!(matches(pattern, text, false), expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_no_longer() {
        let text = "a".repeat(2000);
        assert_eq!(matches("^(a*)*b$", &text, false), Some(false));
        assert_eq!(matches("((a{200}){200}){200}", &text, false), None);
        assert_eq!(matches(&"(".repeat(500), &text, false), None);
    }

    #[test]
    fn names_of_files_are_matched_as_a_shell_does() {
        for (pattern, path, expected) in [
            ("/etc/nginx/conf.d/*.conf", "/etc/nginx/conf.d/chat.conf", true),
            ("/etc/nginx/conf.d/*.conf", "/etc/nginx/conf.d/old/chat.conf", false),
            ("/etc/nginx/conf.d/*.conf", "/etc/nginx/conf.d/chatxconf", false),
            ("/etc/nginx/sites-enabled/*", "/etc/nginx/sites-enabled/chat", true),
            ("/a/[ab]?", "/a/bc", true),
            ("/a/[!ab]?", "/a/bc", false),
        ] {
            assert_eq!(glob(pattern, path), expected, "{pattern} for {path}");
        }
    }
}
