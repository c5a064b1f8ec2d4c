//! The page as a whole: its state, and what changes it.

use diagnosis::evidence::Quote;
use diagnosis::report::link;
use diagnosis::time::Millis;
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use sheet::exchange::{Ask, Report, Told, Watch};
use yew::prelude::*;

use crate::config::{Config, Mistake};
use crate::edge::teller::Teller;
use crate::edge::{deployment, page, teller, url};
use crate::request::{Field, request};
use crate::route::{Route, preselected, route};
use crate::run::{Runner, Snapshot};
use crate::state::{Form, Run, Screen, Spoken, Words, as_if_stopped};
use crate::ui;
use crate::ui::result::Standing;

/// The page.
pub struct App {
    /// The deployment's settings, once they are read.
    pub(crate) config: Option<Result<Config, Mistake>>,
    /// What is shown.
    pub(crate) screen: Screen,
    /// The form.
    pub(crate) form: Form,
    /// The run, while it is under way.
    pub(crate) run: Option<Run>,
    /// What is to be read, as soon as there is something.
    pub(crate) ask: Option<Ask>,
    /// The same in words.
    pub(crate) told: Option<Told>,
    /// The program that words it.
    pub(crate) teller: Words,
    /// What is being pasted.
    pub(crate) pasting: AttrValue,
    /// The text that was copied last, and whether the browser allowed it.
    pub(crate) copied: Option<(AttrValue, bool)>,
    /// What assistive technology is told.
    pub(crate) status: AttrValue,
    runs: u32,
    spoken: Spoken,
    focus: Option<&'static str>,
    /// The page's own title, and the one that it has now.
    titles: [String; 2],
    /// A run ended while the page was hidden.
    unseen: bool,
    _listeners: [EventListener; 2],
}

/// More often, assistive technology is not told of the steps of a run.
const SILENCE: Millis = Millis(2500);
/// How often the seconds are shown anew.
const TICK: u32 = 250;

/// What happened.
pub enum Msg {
    /// The deployment's settings were read.
    Configured(Box<Result<Config, Mistake>>),
    /// The address of the page changed.
    Moved,
    /// A target was chosen.
    Choose(Option<usize>),
    /// A field was changed.
    Typed(Field, String),
    /// A suggested text was taken.
    Took(Field, String),
    /// The check is to start.
    Start,
    /// The run of this number went on.
    Went(u32, Snapshot),
    /// The run is to stop.
    Stop,
    /// Console text is being pasted.
    Pasting(String),
    /// The pasted text is to be read.
    Read,
    /// The program that words the result is to be loaded.
    Load,
    /// It was loaded, or could not be.
    Loaded(Option<Teller>),
    /// A text is to be copied.
    Copy(AttrValue),
    /// A text was copied, or the browser refused.
    Copied(AttrValue, bool),
    /// Time went on.
    Tick,
    /// A new check is wanted.
    Renew,
    /// The page is seen again.
    Seen,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<App>) -> App {
        ctx.link().send_future(async { Msg::Configured(Box::new(deployment::config().await)) });
        let moved = ctx.link().callback(|()| Msg::Moved);
        let seen = ctx.link().callback(|()| Msg::Seen);
        let mut app = App {
            config: None,
            screen: Screen::Check,
            form: Form::default(),
            run: None,
            ask: None,
            told: None,
            teller: Words::Absent,
            pasting: AttrValue::default(),
            copied: None,
            status: AttrValue::default(),
            runs: 0,
            spoken: Spoken::Nothing,
            focus: None,
            titles: [page::title(), page::title()],
            unseen: false,
            _listeners: [
                page::on_hash(move || moved.emit(())),
                page::on_shown(move || seen.emit(())),
            ],
        };
        app.follow(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<App>, msg: Msg) -> bool {
        match msg {
            Msg::Configured(config) => {
                self.config = Some(*config);
                let named = self.targets();
                let wanted = page::query();
                let asked = preselected(&wanted);
                let found = asked.and_then(|id| named.iter().position(|target| target.id == id));
                let first = (!named.is_empty()).then_some(0);
                let typed = self.settings().is_none_or(|config| config.allow_typed);
                match (asked, found) {
                    // Another service's answer would be worse than none.
                    (Some(_), None) => {
                        self.choose(if typed { None } else { first });
                        self.form.unknown = true;
                    }
                    (_, found) => self.choose(found.or(first)),
                }
            }
            Msg::Moved => self.follow(ctx),
            Msg::Choose(chosen) => self.choose(chosen),
            Msg::Typed(field, text) => {
                self.form.draft.set(field, text);
                self.form.problems.retain(|problem| problem.field != field);
            }
            Msg::Took(field, text) => {
                self.form.draft.set(field, text);
                self.form.problems.retain(|problem| problem.field != field);
                self.focus = Some(ui::field::id(field));
            }
            Msg::Start => self.start(ctx),
            Msg::Went(number, snapshot) => return self.went(number, snapshot),
            Msg::Stop => {
                if let Some(run) = &self.run {
                    run.runner.cancel();
                }
            }
            Msg::Pasting(text) => self.pasting = text.into(),
            Msg::Read => {
                let pasted = self.pasting.to_string();
                if let Some(Ask::Report(report)) = &mut self.ask {
                    report.console = Some(pasted);
                }
                self.tell();
            }
            Msg::Load => self.load(ctx),
            Msg::Loaded(teller) => {
                self.teller = teller.map_or(Words::Failed, Words::Here);
                self.tell();
            }
            Msg::Copy(text) => {
                let done = ctx.link().callback(|(text, done)| Msg::Copied(text, done));
                page::copy(&text.clone(), move |copied| done.emit((text, copied)));
                return false;
            }
            Msg::Copied(text, done) => {
                self.status = if done { "Copied." } else { "Copy the text by hand." }.into();
                self.focus = (!done).then_some(ui::copy::BY_HAND);
                self.copied = Some((text, done));
            }
            Msg::Tick => return self.watch(false),
            Msg::Seen => self.unseen = false,
            Msg::Renew => {
                page::clear_hash();
                self.follow(ctx);
                self.focus = Some("start");
            }
        }
        true
    }

    fn view(&self, ctx: &Context<App>) -> Html {
        ui::page::page(ui::View { app: self, link: ctx.link() })
    }

    fn rendered(&mut self, _: &Context<App>, _: bool) {
        let title = self.title();
        if title != self.titles[1] {
            page::set_title(&title);
            self.titles[1] = title;
        }
        if let Some(id) = self.focus.take() {
            // The answer comes above the button, and must stay in view.
            page::focus(id, id != "cancel");
            if id == ui::copy::BY_HAND {
                page::select(id);
            }
        }
    }
}

impl App {
    /// The settings; the defaults until they are read, or where they are mistaken.
    pub(crate) fn settings(&self) -> Option<&Config> {
        self.config.as_ref().and_then(|config| config.as_ref().ok())
    }

    /// Where between form and result the page stands.
    pub(crate) fn standing(&self) -> Standing {
        match (&self.run, &self.ask) {
            (Some(_), _) => Standing::Running,
            (None, Some(_)) if self.told.is_none() && !self.teller.failed() => Standing::Running,
            (None, Some(_)) => Standing::Done,
            (None, None) => Standing::Idle,
        }
    }

    /// What the page is called in its tab: how far a wait is, or that it is over.
    fn title(&self) -> String {
        let state = match self.run.as_ref().and_then(|run| run.waits.as_ref()) {
            Some(waits) => &waits.passed,
            None if self.unseen => "Done",
            None => return self.titles[0].clone(),
        };
        [state, " · ", self.brand()].concat()
    }

    /// What the page is called.
    pub(crate) fn brand(&self) -> &str {
        self.settings().and_then(|config| config.brand.as_deref()).unwrap_or("ws-doctor")
    }

    fn targets(&self) -> &[crate::config::Named] {
        self.settings().map_or(&[], |config| &config.targets)
    }

    fn choose(&mut self, chosen: Option<usize>) {
        let named = chosen.and_then(|index| self.targets().get(index));
        let draft = named.map(|target| target.draft.clone()).unwrap_or_default();
        self.form = Form { chosen, draft, ..Form::default() };
    }

    /// Shows what the page's address asks for. Whatever ran before ends.
    fn follow(&mut self, ctx: &Context<App>) {
        self.run = None;
        self.unseen = false;
        self.told = None;
        self.status = AttrValue::default();
        self.ask = match route(&page::hash()) {
            Route::Home => None,
            Route::Cause(id) => Some(Ask::Cause(id)),
            Route::Runbook => Some(Ask::Runbook),
            Route::Report(evidence) => {
                Some(Ask::Report(self.report(evidence, Vec::new(), true, false)))
            }
        };
        self.screen = if self.ask.is_some() { Screen::Read } else { Screen::Check };
        if self.ask.is_some() {
            self.load(ctx);
        }
        self.tell();
    }

    /// Loads the program that words what was seen, unless it is here.
    fn load(&mut self, ctx: &Context<App>) {
        if !matches!(self.teller, Words::Here(_)) {
            self.teller = Words::Absent;
            ctx.link().send_future(async { Msg::Loaded(teller::load().await) });
        }
    }

    fn report(
        &self,
        evidence: String,
        quotes: Vec<Quote>,
        elsewhere: bool,
        running: bool,
    ) -> Report {
        let console = match &self.ask {
            Some(Ask::Report(before)) => before.console.clone(),
            _ => None,
        };
        let support = self.settings().and_then(|config| config.support.clone());
        Report { evidence, quotes, console, address: page::address(), support, elsewhere, running }
    }

    /// Words what is to be read, if the program for it is here.
    fn tell(&mut self) {
        let (Some(ask), Words::Here(teller)) = (&self.ask, &self.teller) else { return };
        self.told = teller.tell(ask);
        if self.told.is_none() {
            // A page that was left open while its host got a newer one.
            self.teller = Words::Failed;
            return;
        }
        match (&self.told, ask) {
            // A name that nobody knows leads to the check.
            (Some(Told::Unknown), _) => {
                self.ask = None;
                self.told = None;
                self.screen = Screen::Check;
            }
            (Some(Told::Report(shown)), Ask::Report(report)) if !report.elsewhere => {
                let reached = if report.running { Spoken::Settled } else { Spoken::Finished };
                if reached > self.spoken {
                    self.spoken = reached;
                    self.status = shown.spoken.clone().into();
                    // The button moves below the answer, and must not lose the focus by that.
                    if page::is_in("cancel") {
                        self.focus = Some("cancel");
                    }
                    if reached == Spoken::Finished && !page::is_in(ui::result::ID) {
                        self.focus = Some(ui::result::HEADING);
                    }
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, ctx: &Context<App>) {
        let Some(config) = self.settings() else { return };
        let private = config.allow_private || self.form.chosen.is_some();
        let trace = config.trace;
        match request(&self.form.draft, private, &url::parse) {
            Err(problems) => {
                let first = problems.first().map(|problem| problem.field);
                self.form.advanced |= problems.iter().any(|p| p.field != Field::Address);
                self.form.problems = problems;
                self.focus = first.map(ui::field::id);
            }
            Ok(request) => {
                self.form.problems.clear();
                self.ask = None;
                self.told = None;
                self.spoken = Spoken::Nothing;
                self.unseen = false;
                self.load(ctx);
                self.runs += 1;
                let number = self.runs;
                let emit = ctx.link().callback(move |snapshot| Msg::Went(number, snapshot));
                // The one before ends before the next begins.
                self.run = None;
                let runner = Runner::start(request, trace, emit);
                let link = ctx.link().clone();
                self.run = Some(Run {
                    runner,
                    snapshot: None,
                    waits: None,
                    second: 0,
                    spoke: Millis::ZERO,
                    _tick: Interval::new(TICK, move || link.send_message(Msg::Tick)),
                });
                self.status = "The check has started.".into();
                self.focus = Some("cancel");
            }
        }
    }

    fn went(&mut self, number: u32, snapshot: Snapshot) -> bool {
        if self.run.is_none() || number != self.runs {
            return false;
        }
        if snapshot.settled || snapshot.finished {
            let evidence = link::encode(&snapshot.evidence);
            let quotes = snapshot.evidence.quotes.clone();
            self.ask = Some(Ask::Report(self.report(evidence, quotes, false, !snapshot.finished)));
        }
        if snapshot.finished {
            self.run = None;
            self.unseen = page::hidden();
        } else if let Some(run) = &mut self.run {
            let now = snapshot.clock.now();
            if self.ask.is_none() && now > run.spoke + SILENCE {
                run.spoke = now;
                self.status = ui::progress::step(&snapshot);
            }
            run.snapshot = Some(snapshot);
        }
        self.tell();
        self.watch(true);
        true
    }

    /// Looks how the long waits stand, at once or once a second; whether anything new is to be
    /// shown.
    fn watch(&mut self, at_once: bool) -> bool {
        let (Some(run), Words::Here(teller)) = (&mut self.run, &self.teller) else { return true };
        let Some(snapshot) = run.snapshot.as_ref().filter(|seen| seen.settled) else { return true };
        let (now, lanes) = run.runner.lanes();
        let second = now.0 / 1000;
        if second == run.second && !at_once {
            return false;
        }
        run.second = second;
        let evidence = link::encode(&as_if_stopped(&snapshot.evidence, now, &lanes));
        let ends = lanes.iter().map(|lane| lane.opened + lane.lasts).collect();
        run.waits = match teller.tell(&Ask::Watch(Watch { evidence, ends })) {
            Some(Told::Waits(waits)) => Some(waits),
            _ => None,
        };
        true
    }
}
