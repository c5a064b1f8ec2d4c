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
/// Pairs of a step and a letter, of which each is tried once.
const MOST_PLACES: usize = 4_000_000;

/// Whether `pattern` matches somewhere in `text`; `None` if this reader can't tell.
pub(super) fn matches(pattern: &str, text: &str, caseless: bool) -> Option<bool> {
    let (steps, caseless) = compiled(pattern, caseless)?;
    Some(run(&steps, text, caseless))
}

/// What the groups of `pattern` take of `text` where it matches first: the whole, then each group;
/// nothing if it does not match. `None` if this reader can't tell.
pub(super) fn captures(pattern: &str, text: &str, caseless: bool) -> Option<Option<Vec<String>>> {
    let (steps, caseless) = compiled(pattern, caseless)?;
    let letters: Vec<char> = text.chars().collect();
    if steps.len() * (letters.len() + 1) > MOST_PLACES {
        return None;
    }
    let Some(slots) = trace(&steps, &letters, caseless) else { return Some(None) };
    let part = |slots: &[Option<usize>]| match slots {
        [Some(from), Some(to)] => letters[*from..*to].iter().collect(),
        _ => String::new(),
    };
    Some(Some(slots.chunks(2).map(part).collect()))
}

/// The steps of a pattern, and whether it takes letters of either case.
fn compiled(pattern: &str, caseless: bool) -> Option<(Vec<Step>, bool)> {
    if pattern.len() > LONGEST {
        return None;
    }
    let (pattern, caseless) = match pattern.strip_prefix("(?i)") {
        Some(rest) => (rest, true),
        None => (pattern, caseless),
    };
    let mut source = Source { chars: pattern.chars().peekable(), groups: 0 };
    let node = alternatives(&mut source, 0)?;
    if source.chars.next().is_some() {
        return None;
    }
    let mut steps = [Step::Save(0)].into();
    compile(&node, &mut steps)?;
    steps.extend([Step::Save(1), Step::Match]);
    Some((steps, caseless))
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
    /// Whose part of the text is told by its number.
    Group(usize, Box<Node>),
    Repeat(Box<Node>, Times),
}

/// How often something may stand there.
#[derive(Clone, Copy)]
struct Times {
    least: usize,
    most: Option<usize>,
    /// As few as possible go first.
    lazy: bool,
}

/// A pattern as it is read.
struct Source<'p> {
    chars: Peekable<Chars<'p>>,
    /// Groups that have begun.
    groups: usize,
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

fn alternatives(source: &mut Source<'_>, depth: usize) -> Option<Node> {
    if depth > DEEPEST {
        return None;
    }
    let mut all = vec![sequence(source, depth)?];
    while source.chars.next_if_eq(&'|').is_some() {
        all.push(sequence(source, depth)?);
    }
    Some(Node::Any(all))
}

fn sequence(source: &mut Source<'_>, depth: usize) -> Option<Node> {
    let mut all = Vec::new();
    while let Some(c) = source.chars.next_if(|c| !matches!(c, '|' | ')')) {
        let chars = &mut source.chars;
        let node = match c {
            '(' => group(source, depth)?,
            '[' => Node::One(class(chars)?),
            '.' => Node::One(Class::of(&[], true)),
            '^' => Node::Start,
            '$' => Node::End,
            '\\' => escape(chars.next()?)?,
            '*' | '+' | '?' => return None,
            c => literal(c),
        };
        all.push(repeated(node, &mut source.chars)?);
    }
    Some(Node::All(all))
}

fn literal(c: char) -> Node {
    Node::One(Class::of(&[(c, c)], false))
}

fn group(source: &mut Source<'_>, depth: usize) -> Option<Node> {
    let chars = &mut source.chars;
    let mut counts = true;
    if chars.next_if_eq(&'?').is_some() {
        match chars.next()? {
            ':' => counts = false,
            'P' if chars.next()? == '<' => while chars.next()? != '>' {},
            // A name; looking behind is not known.
            '<' if !matches!(chars.peek(), Some('=' | '!')) => while chars.next()? != '>' {},
            _ => return None,
        }
    }
    source.groups += usize::from(counts);
    let number = source.groups;
    let node = alternatives(source, depth + 1)?;
    let node = if counts { Node::Group(number, Box::new(node)) } else { node };
    (source.chars.next()? == ')').then_some(node)
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
    let lazy = lazy(chars)?;
    Some(Node::Repeat(Box::new(node), Times { least, most, lazy }))
}

/// Greedy and lazy differ in what they take, and not in whether they match; what gives nothing back
/// is not known.
fn lazy(chars: &mut Peekable<Chars<'_>>) -> Option<bool> {
    let lazy = chars.next_if_eq(&'?').is_some();
    (chars.peek() != Some(&'+')).then_some(lazy)
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
    let lazy = lazy(chars)?;
    (least <= MOST && most.is_none_or(|most| (least..=MOST).contains(&most)))
        .then(|| Node::Repeat(Box::new(node), Times { least, most, lazy }))
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
    /// Two ways, of which the first goes first.
    Either(usize, usize),
    /// Where a group begins or ends.
    Save(usize),
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
        Node::Group(number, node) => {
            steps.push(Step::Save(2 * number));
            compile(node, steps)?;
            steps.push(Step::Save(2 * number + 1));
        }
        Node::Repeat(node, times) => repeat(node, *times, steps)?,
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

fn repeat(node: &Node, times: Times, steps: &mut Vec<Step>) -> Option<()> {
    for _ in 0..times.least {
        compile(node, steps)?;
    }
    let either = |fork: usize, end: usize| match times.lazy {
        true => Step::Either(end, fork + 1),
        false => Step::Either(fork + 1, end),
    };
    match times.most {
        None => {
            let fork = steps.len();
            steps.push(Step::Either(fork + 1, 0));
            compile(node, steps)?;
            steps.push(Step::Jump(fork));
            steps[fork] = either(fork, steps.len());
        }
        Some(most) => {
            let mut forks = Vec::new();
            for _ in times.least..most {
                forks.push(steps.len());
                steps.push(Step::Either(steps.len() + 1, 0));
                compile(node, steps)?;
            }
            let end = steps.len();
            for fork in forks {
                steps[fork] = either(fork, end);
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
            Step::Save(_) => open.push(at + 1),
            Step::Jump(to) => open.push(*to),
            Step::Either(one, other) => open.extend([*other, *one]),
        }
    }
    false
}

/// What is left to try, or to take back before that.
enum Open {
    Try(usize, usize),
    Restore(usize, Option<usize>),
}

/// The places where each group begins and ends in the first match; the way that goes first wins.
fn trace(steps: &[Step], letters: &[char], caseless: bool) -> Option<Vec<Option<usize>>> {
    let last = steps.iter().filter_map(|step| match step {
        Step::Save(slot) => Some(*slot),
        _ => None,
    });
    let mut slots = vec![None; last.max().unwrap_or_default() + 1];
    let width = letters.len() + 1;
    // What failed at a place once fails there always.
    let mut tried = vec![false; steps.len() * width];
    for start in 0..width {
        let mut open = vec![Open::Try(0, start)];
        while let Some(next) = open.pop() {
            let (at, letter) = match next {
                Open::Try(at, letter) => (at, letter),
                Open::Restore(slot, old) => {
                    slots[slot] = old;
                    continue;
                }
            };
            if core::mem::replace(&mut tried[at * width + letter], true) {
                continue;
            }
            match &steps[at] {
                Step::Match => return Some(slots),
                Step::One(class) => {
                    if letters.get(letter).is_some_and(|c| class.holds(*c, caseless)) {
                        open.push(Open::Try(at + 1, letter + 1));
                    }
                }
                Step::Start if letter == 0 => open.push(Open::Try(at + 1, letter)),
                Step::End if letter == letters.len() => open.push(Open::Try(at + 1, letter)),
                Step::Start | Step::End => {}
                Step::Jump(to) => open.push(Open::Try(*to, letter)),
                Step::Either(first, other) => {
                    open.extend([Open::Try(*other, letter), Open::Try(*first, letter)]);
                }
                Step::Save(slot) => {
                    open.push(Open::Restore(*slot, slots[*slot]));
                    slots[*slot] = Some(letter);
                    open.push(Open::Try(at + 1, letter));
                }
            }
        }
    }
    None
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
    fn groups_take_what_other_readers_of_expressions_give_them() {
        for (pattern, text, expected) in [
            ("^/ws/(.*)$", "/ws/chat", Some(Some(&["/ws/chat", "chat"][..]))),
            ("^/(a|ab)(c|bcd)?", "/abcd", Some(Some(&["/abcd", "a", "bcd"]))),
            ("(a+)(a+)", "/aaa", Some(Some(&["aaa", "aa", "a"]))),
            ("(a+?)(a+)", "/aaa", Some(Some(&["aaa", "a", "aa"]))),
            ("^/(?:x/)?(?<name>[a-z]+)(/.*)?$", "/x/chat", Some(Some(&["/x/chat", "chat", ""]))),
            ("(a){2}", "aba", Some(None)),
            ("(a)|(b)", "b", Some(Some(&["b", "", "b"]))),
            ("^/(é+)$", "/éé", Some(Some(&["/éé", "éé"]))),
            ("(a)++", "a", None),
            ("(", "a", None),
        ] {
            let found = captures(pattern, text, false);
            let found = found.map(Option::unwrap_or_default);
            let expected = expected.map(|expected| expected.unwrap_or_default().to_vec());
            assert_eq!(
                found,
                expected.map(|all| all.into_iter().map(String::from).collect()),
                "{pattern}"
            );
        }
        assert_eq!(captures("^(a*)*b$", &"a".repeat(2000), false), Some(None));
        assert_eq!(captures("(a{200}){5}", &"a".repeat(10_000), false), None);
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
