//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use diagnosis::evidence::Hop;
use diagnosis::target::{Endpoint, TargetError, UrlParts};
use diagnosis::time::Millis;
use url::{Position, Url};

/// What each exit code says, for the help.
const CODES: &str = "\
Exit codes:
   0  healthy
   1  a cause was found
   2  inconclusive: nothing that was seen decides
  64  the arguments are wrong
  65  the input can't be read as anything known
  66  a file is not there
  74  reading or writing failed";

/// Finds out why a WebSocket does not work.
#[derive(Parser)]
#[command(name = "ws-doctor", version, after_help = CODES, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Open a WebSocket from here, and say why it fails.
    Check(Box<Check>),
    /// Read reports, console lines and logs, and say what they come to.
    Explain(Box<Explain>),
}

/// How to tell it.
#[derive(Args)]
pub(crate) struct Output {
    /// Write JSON (docs/cli.schema.json).
    #[arg(long, conflicts_with = "markdown")]
    pub(crate) json: bool,
    /// Write Markdown, for a ticket.
    #[arg(long)]
    pub(crate) markdown: bool,
    /// Add the report's link; BASE is the address of a ws-doctor page.
    #[arg(long, value_name = "BASE", value_parser = base)]
    pub(crate) link: Option<String>,
    /// Colours: on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub(crate) color: Colour,
}

/// When there are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// Open a WebSocket from here, and say why it fails.
#[derive(Args)]
pub(crate) struct Check {
    /// The WebSocket: wss://chat.example.com/ws
    #[arg(value_name = "URL", value_parser = endpoint)]
    pub(crate) endpoint: Endpoint,
    /// A way in behind a hop: cdn, load-balancer or proxy
    #[arg(long, value_name = "HOP=URL", value_parser = bypass)]
    pub(crate) bypass: Vec<(Hop, Endpoint)>,
    /// A WebSocket elsewhere that is known to work, for comparison
    #[arg(long, value_name = "URL", value_parser = endpoint)]
    pub(crate) control: Option<Endpoint>,
    /// Subprotocols to offer, in the order of preference
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = subprotocol)]
    pub(crate) subprotocol: Vec<String>,
    /// The Origin of the application's pages; without it the endpoint's own is sent
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    pub(crate) origin: Option<String>,
    /// A header for the endpoint and its ways in, such as 'Cookie: id=…'; no report holds it
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    pub(crate) header: Vec<(String, String)>,
    /// A harmless message of the application; no message is ever sent without one
    #[arg(long, value_name = "TEXT")]
    pub(crate) message: Option<String>,
    /// Watch for drops as well, for 130 s unless told otherwise
    #[arg(long)]
    pub(crate) full: bool,
    /// How long to watch for drops, up to 1h; implies --full
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) idle_limit: Option<Millis>,
    /// How often to send the message while watching
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) heartbeat: Option<Millis>,
    /// Measure drops exactly
    #[arg(long)]
    pub(crate) refine: bool,
    /// Repeat the message in one that grows up to 1 MiB, to look for a limit of size
    #[arg(long, requires = "message")]
    pub(crate) grow: bool,
    /// Ask nothing that no browser can; else up to ten requests follow a handshake that failed, and a
    /// wait with pings a drop, where causes look alike
    #[arg(long)]
    pub(crate) no_further: bool,
    /// Don't mark the requests with wsd=… for access logs
    #[arg(long)]
    pub(crate) no_trace: bool,
    /// Trust the authorities in this PEM file as well
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Accept any certificate; nothing can be said of it then
    #[arg(long, conflicts_with = "ca")]
    pub(crate) insecure: bool,
    /// Tell what is under way, also where standard error is no terminal
    #[arg(long)]
    pub(crate) progress: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Read reports, console lines and logs, and say what they come to.
#[derive(Args)]
pub(crate) struct Explain {
    /// Files to read, `-` for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The WebSocket that they are about, where they don't say it themselves
    #[arg(long, value_name = "URL", value_parser = endpoint)]
    pub(crate) url: Option<Endpoint>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// How long a full check watches unless told otherwise.
const WATCHED: Millis = Millis::seconds(130);
/// Longer waits need a plan of their own.
const LONGEST: Millis = Millis::seconds(3600);

impl Check {
    /// How long to watch for drops; zero for a quick check.
    pub(crate) fn watched(&self) -> Millis {
        self.idle_limit.unwrap_or(if self.full { WATCHED } else { Millis::ZERO })
    }
}

fn endpoint(text: &str) -> Result<Endpoint, String> {
    let text = text.trim();
    let told = |text: &str| match Url::parse(text) {
        Ok(url) => Endpoint::new(parts(&url), true),
        Err(_) => Err(TargetError::NotAUrl),
    };
    told(text).map_err(|error| {
        let bare = (!text.contains("://")).then(|| told(&["wss://", text].concat()));
        match bare {
            Some(Ok(offered)) => format!("{error}; did you mean {}?", offered.target.url()),
            _ => error.to_string(),
        }
    })
}

/// A URL as the core takes it apart.
pub(crate) fn parts(url: &Url) -> UrlParts {
    let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
    UrlParts {
        scheme: url.scheme().to_owned(),
        username: url.username().to_owned(),
        password: text(url.password()),
        host: text(url.host_str()),
        port: url.port(),
        path: url.path().to_owned(),
        query: text(url.query()),
        fragment: text(url.fragment()),
    }
}

/// Hops that have a way in behind them.
const HOPS: [Hop; 3] = [Hop::Cdn, Hop::LoadBalancer, Hop::Proxy];

fn bypass(text: &str) -> Result<(Hop, Endpoint), String> {
    let expected = "expected HOP=URL with cdn, load-balancer or proxy as the hop";
    let (hop, url) = text.split_once('=').ok_or(expected)?;
    let known = HOPS.into_iter().find(|known| known.name() == hop);
    Ok((known.ok_or_else(|| format!("{expected}, found {hop}"))?, endpoint(url)?))
}

/// RFC 9110 section 5.6.2.
fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}

fn subprotocol(text: &str) -> Result<String, String> {
    let name = text.trim();
    if is_token(name) {
        Ok(name.to_owned())
    } else {
        Err("expected names without spaces or marks".to_owned())
    }
}

fn origin(text: &str) -> Result<String, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let bare = url.filter(|url| url.path() == "/" && url.query().is_none());
    bare.map(|url| url.origin().ascii_serialization())
        .ok_or_else(|| "expected an origin such as https://app.example.com".to_owned())
}

fn base(text: &str) -> Result<String, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.map(|url| url[..Position::AfterQuery].to_owned()).ok_or_else(|| {
        "expected the address of a page, such as https://doctor.example.com/".to_owned()
    })
}

fn header(text: &str) -> Result<(String, String), String> {
    let expected = "expected a header such as 'Cookie: id=1'";
    let (name, value) = text.split_once(':').ok_or(expected)?;
    let (name, value) = (name.trim(), value.trim());
    let lower = name.to_ascii_lowercase();
    // A line break would end the header and begin another.
    if !is_token(name) || value.chars().any(|c| c.is_control() && c != '\t') {
        return Err(expected.to_owned());
    }
    if OURS.contains(&lower.as_str()) || lower.starts_with("sec-websocket-") {
        return Err(format!("expected a header that is not the handshake's own, found {name}"));
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// Headers that make the handshake, or have an option of their own.
const OURS: [&str; 6] =
    ["upgrade", "connection", "origin", "content-length", "transfer-encoding", "te"];

fn duration(text: &str) -> Result<Millis, String> {
    let expected = "expected a duration up to 1h, such as 90s, 5m or 500ms";
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let number: u32 = number.parse().map_err(|_| expected)?;
    let unit = match unit.trim() {
        "ms" => 1,
        "" | "s" => 1000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        _ => return Err(expected.to_owned()),
    };
    let span = Millis(number.saturating_mul(unit));
    if span > LONGEST || span == Millis::ZERO { Err(expected.to_owned()) } else { Ok(span) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn a_written_address_is_taken_apart_as_its_parser_does() {
        for text in [
            "wss://chat.example.com/ws",
            "WSS://Chat.Example.com:443",
            "ws://chat.example.com:8080?a=b?c/d:e@f",
            "wss://[2001:db8::1]/ws",
            "ws://[::1]:9000/a:b@c/d",
            "wss://ann@a.example/",
            "wss://ann:se:c@ret@a.example:81/?q#f?g#h/i@j",
            "wss://:secret@a.example/",
            "wss://a.example/a b?c=@d",
            "https://münchen.example/ü?ü#ü",
            "mailto:ann@a.example?subject=a//b",
            "data:,a/b",
            "file:///etc/hosts",
            "foo://?#x",
        ] {
            let url = Url::parse(text).expect("it is a URL");
            assert!(parts(&url) == UrlParts::written(url.as_str()), "{text}");
        }
        let bare = Url::parse("wss://a.example/#").expect("it is a URL");
        assert_eq!(UrlParts::written(bare.as_str()).fragment, "#");
    }

    #[test]
    fn what_is_no_argument_is_refused_with_what_was_expected() {
        for (error, expected) in [
            (endpoint("a.example/ws?t=1").err(), "did you mean wss://a.example/ws?t=…?"),
            (endpoint("a.example:8443").err(), "did you mean wss://a.example:8443/?"),
            (endpoint("wss://").err(), "not a URL"),
            (endpoint("https://a.example/ws").err(), "did you mean wss://a.example/ws?"),
            (bypass("wss://a.example/").err(), "expected HOP=URL"),
            (bypass("backend=wss://a.example/").err(), "found backend"),
            (bypass("cdn=a.example").err(), "not a URL"),
            (subprotocol("a b").err(), "without spaces"),
            (origin("app.example.com").err(), "expected an origin"),
            (origin("https://app.example.com/x").err(), "expected an origin"),
            (base("doctor.example.com").err(), "expected the address of a page"),
            (header("Cookie").err(), "expected a header"),
            (header("A: b\r\nC: d").err(), "expected a header"),
            (header("Upgrade: x").err(), "found Upgrade"),
            (header("Sec-WebSocket-Key: x").err(), "found Sec-WebSocket-Key"),
            (duration("2h").err(), "up to 1h"),
            (duration("0").err(), "expected a duration"),
            (duration("5 parsecs").err(), "expected a duration"),
        ] {
            let error = error.expect("must be refused");
            assert!(error.contains(expected), "{error:?} lacks {expected:?}");
        }
    }

    #[test]
    fn what_is_an_argument_is_taken() {
        assert!(endpoint("ws://127.0.0.1:8080/ws?token=1").is_ok());
        assert_eq!(duration("90"), Ok(Millis::seconds(90)));
        assert_eq!(duration("5m"), Ok(Millis::seconds(300)));
        assert_eq!(duration("500ms"), Ok(Millis(500)));
        assert_eq!(
            origin("https://App.example.com:443/").as_deref(),
            Ok("https://app.example.com")
        );
        assert_eq!(base("https://d.example/?a=1#r=v1.x").as_deref(), Ok("https://d.example/?a=1"));
        assert_eq!(header("Cookie: a=b: c"), Ok(("Cookie".into(), "a=b: c".into())));
    }
}
