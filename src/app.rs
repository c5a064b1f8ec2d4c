//! The page as a whole: its state, and what changes it.

use std::pin::Pin;
use std::rc::Rc;

use diagnosis::evidence::Quote;
use diagnosis::language::Language;
use diagnosis::text::Text;
use diagnosis::time::Millis;
use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use sheet::brought::{BROUGHT, KIND, PART, PASTE, READ};
use sheet::exchange::{Ask, Deployment, Desk, Filled, Named, Report, Shown, Told};
use sheet::markup::{Deed, Hand};
use sheet::reader::{speaking, words};
use yew::prelude::*;

use crate::config::{Config, Mistake, Typed};
use crate::edge::clock::Clock;
use crate::edge::hands::{Bringing, Brought};
use crate::edge::place::Place;
use crate::edge::runner::Ready;
use crate::edge::teller::Teller;
use crate::edge::{deployment, hands, language, page, runner, teller, url};
use crate::exchange::{Hindrance, Seen, Snapshot, Start};
use crate::request::{Field, ON};
use crate::route::{Route, Wanted, route, wanted};
use crate::state::{Form, Rest, Run, Screen, Spoken, Words};
use crate::ui;
use crate::ui::result::Standing;

/// The page, or a widget on another one.
pub struct App {
    /// Where it is drawn.
    pub(crate) place: Place,
    /// It is a widget.
    pub(crate) widget: bool,
    /// The deployment's settings.
    pub(crate) config: Result<Config, Mistake>,
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
    /// What was filled into the fields of what is read.
    pub(crate) filled: Filled,
    /// What was handed on last, and whether that worked.
    pub(crate) did: Option<(Box<Deed>, bool)>,
    /// What somebody brings, while it is read.
    bringing: Option<Bringing>,
    /// The report that the next run is compared with.
    other: Option<String>,
    /// The time in which no address that was typed is checked again.
    pub(crate) rest: Option<Rest>,
    /// What assistive technology is told.
    pub(crate) status: AttrValue,
    /// The language of who reads, by its tag and its words.
    pub(crate) language: (&'static str, Rc<Language>),
    runs: u32,
    /// How many turns of a report are done, between which the browser hears the visitor: the first one
    /// draws the answer, the next one words what it rests on, and the others draw that.
    turns: usize,
    spoken: Spoken,
    focus: Option<&'static str>,
    /// The title that the page has now.
    title: String,
    /// A run ended while the page was hidden.
    unseen: bool,
    _listeners: [EventListener; 2],
}

/// What goes into a file: its name, its type and its text.
const SAVED: usize = 3;
/// Of a desk that is not read anew, longer texts are known there already.
const LONG: usize = 1000;
/// More often, assistive technology is not told of the steps of a run.
const SILENCE: Millis = Millis(2500);
/// How often the seconds are shown anew.
const TICK: u32 = 250;
/// A turn draws so many nodes.
const NODES: usize = 2000;
/// All turns of a report, however many it has.
const ALL: usize = usize::MAX;

/// What it is made of.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Where it is drawn.
    pub place: Place,
}

/// What happened.
pub enum Msg {
    /// The address of the page changed.
    Moved,
    /// A target was chosen.
    Choose(Option<usize>),
    /// A field was changed.
    Typed(Field, String),
    /// A suggested text was taken.
    Took(Field, String),
    /// The visitor means the address that a link has filled in.
    Sure,
    /// The check is to start.
    Start,
    /// The check of this number can begin, or can't.
    Armed(u32, Result<Ready, Hindrance>),
    /// The run of this number went on.
    Went(u32, Snapshot),
    /// The run is to stop.
    Stop,
    /// A field of what is read was filled in.
    Filled(String, String),
    /// A choice in it was made.
    Turned(String, String),
    /// Files were chosen in it.
    Chosen(String, Event),
    /// They were read; so many were too large.
    Opened(String, String, u32),
    /// What was filled in is to be read.
    Read,
    /// What somebody brings to a report is to be read.
    Bring,
    /// Reading it went on.
    Brought(Brought),
    /// Reading it is to stop.
    Halt,
    /// What was read of it is to be forgotten.
    Forget,
    /// What was read in part is to be read on; a report is to be worded.
    On,
    /// More of a report is to be drawn.
    Draw,
    /// The check of this report is to run here.
    Same(String),
    /// The program that words the result is to be loaded.
    Load,
    /// It was loaded in the language of this tag, or could not be.
    Loaded(&'static str, Option<Teller>),
    /// A text is to be handed on.
    Do(Box<Deed>),
    /// It was, or the browser refused.
    Did(Box<Deed>, bool),
    /// Time went on.
    Tick,
    /// A second went by since an address that was typed was checked.
    Rested,
    /// A new check is wanted.
    Renew,
    /// The page is seen again.
    Seen,
    /// A language was chosen, by its tag.
    Speak(String),
    /// Its words came, or did not.
    Spoke(&'static str, Option<Language>),
}

/// Has a message come in another turn of the browser.
fn soon(ctx: &Context<App>, msg: Msg) {
    let link = ctx.link().clone();
    Timeout::new(0, move || link.send_message(msg)).forget();
}

/// Has a message come once it is known. All of them share one code.
fn later(ctx: &Context<App>, msg: impl Future<Output = Msg> + 'static) {
    let msg: Pin<Box<dyn Future<Output = Msg>>> = Box::pin(msg);
    ctx.link().send_future(msg);
}

impl Component for App {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<App>) -> App {
        let place = ctx.props().place.clone();
        let language = language::first(&place);
        let moved = ctx.link().callback(|()| Msg::Moved);
        let seen = ctx.link().callback(|()| Msg::Seen);
        let mut app = App {
            widget: place.is_widget(),
            config: deployment::config(&place),
            place,
            screen: Screen::Check,
            form: Form::default(),
            run: None,
            ask: None,
            told: None,
            teller: Words::Absent,
            filled: Filled::default(),
            did: None,
            bringing: None,
            other: None,
            rest: None,
            status: AttrValue::default(),
            language,
            runs: 0,
            turns: 0,
            spoken: Spoken::Nothing,
            focus: None,
            title: page::title(),
            unseen: false,
            _listeners: [
                page::on_hash(move || moved.emit(())),
                page::on_shown(move || seen.emit(())),
            ],
        };
        if let Some(config) = app.settings() {
            config.paint(|name, value| app.place.paint(name, &value));
        }
        let (_, language) = app.language.clone();
        speaking(&language, || {
            app.follow(ctx);
            app.fill_in(wanted(&app.place.query()));
            if app.widget {
                // The click that loaded this program.
                app.start(ctx);
            }
        });
        app
    }

    fn update(&mut self, ctx: &Context<App>, msg: Msg) -> bool {
        let (_, language) = self.language.clone();
        speaking(&language, || self.take(ctx, msg))
    }

    fn view(&self, ctx: &Context<App>) -> Html {
        speaking(&self.language.1, || ui::page::page(ui::View { app: self, link: ctx.link() }))
    }

    fn rendered(&mut self, _: &Context<App>, _: bool) {
        let title = speaking(&self.language.1, || self.title());
        if !self.widget {
            if title != self.title {
                page::set_title(&title);
                self.title = title;
            }
        } else if self.settings().is_some() && self.standing() == Standing::Idle {
            // Nothing runs and nothing is told: its host has the button, and the word for it.
            let why = if self.form.unknown { "target" } else { "" };
            self.place.tell("idle", &[self.form.stuck.as_deref().unwrap_or(why)]);
        }
        if let Some(id) = self.focus.take() {
            // The answer comes above the button, and must stay in view.
            self.place.focus(id, id != "cancel");
            if id == ui::deed::BY_HAND {
                self.place.select(id);
            }
        }
    }
}

impl App {
    fn take(&mut self, ctx: &Context<App>, msg: Msg) -> bool {
        match msg {
            // The address is that of a widget's host.
            Msg::Moved if self.widget => return false,
            Msg::Moved => self.follow(ctx),
            Msg::Choose(chosen) => self.choose(chosen),
            Msg::Typed(field, text) => self.fill(field, text),
            Msg::Took(field, text) => {
                self.fill(field, text);
                self.focus = Some(ui::field::id(field));
            }
            Msg::Sure => {
                self.form.asked = false;
                self.start(ctx);
            }
            Msg::Start => self.start(ctx),
            Msg::Armed(number, ready) => self.armed(ctx, number, ready),
            Msg::Went(number, snapshot) => return self.went(ctx, number, snapshot),
            Msg::Stop => match self.run.as_ref().map(|run| &run.runner) {
                Some(Some(runner)) => runner.cancel(),
                _ => self.end(ctx),
            },
            Msg::Filled(id, text) => {
                self.filled.set(id, text);
                return false;
            }
            Msg::Turned(id, text) => {
                self.filled.set(id, text);
                self.read(ctx, false);
            }
            Msg::Chosen(_, event) if matches!(self.ask, Some(Ask::Report(_))) => {
                self.bring(ctx, Some(&event));
            }
            Msg::Chosen(id, event) => {
                let link = ctx.link().clone();
                hands::files(&self.place, &event, move |text, left_out| {
                    link.send_message(Msg::Opened(id, text, left_out));
                });
                return false;
            }
            Msg::Opened(id, text, left_out) => {
                self.filled.set([&id, "-left-out"].concat(), left_out.to_string());
                self.filled.set(id, text);
                self.read(ctx, true);
            }
            Msg::Read => self.read(ctx, true),
            Msg::Bring => self.bring(ctx, None),
            Msg::Brought(came) => self.brought(ctx, came),
            Msg::Halt => {
                self.halt(ctx);
                // Its own button goes by that.
                self.focus = Some(READ);
            }
            Msg::Forget => {
                self.filled.clear(BROUGHT);
                self.halt(ctx);
                self.focus = Some(READ);
            }
            Msg::On => self.tell(ctx),
            Msg::Draw => self.draw(ctx),
            Msg::Same(target) => self.same(ctx, target),
            Msg::Load => {
                self.load(ctx);
                self.focus = Some(ui::result::ID);
            }
            // Another language was chosen meanwhile.
            Msg::Loaded(tag, _) if tag != self.language.0 => self.load(ctx),
            // It was asked for twice: what the first one has read stays, even if the second fails.
            Msg::Loaded(..) if matches!(self.teller, Words::Here(_)) => return false,
            Msg::Loaded(_, teller) => {
                self.teller = teller.map_or(Words::Failed, Words::Here);
                self.tell(ctx);
            }
            Msg::Do(deed) => {
                let done = ctx.link().callback(|(deed, worked)| Msg::Did(deed, worked));
                let mut with = deed.with.clone();
                if deed.hand == Hand::Save && with.len() < SAVED {
                    with.extend(self.table());
                }
                hands::give(&self.place, deed.hand, &with, move |worked| done.emit((deed, worked)));
                return false;
            }
            Msg::Did(deed, worked) => {
                self.status = if worked { &deed.done } else { &deed.failed }.clone().into();
                self.focus = (!worked && deed.hand == Hand::Copy).then_some(ui::deed::BY_HAND);
                self.did = Some((deed, worked));
            }
            Msg::Tick => return self.watch(false),
            Msg::Rested => drop(self.rest.take_if(|rest| rest.left() == 0)),
            Msg::Seen => self.unseen = false,
            Msg::Speak(tag) => {
                let place = self.place.clone();
                later(ctx, async move {
                    let tag = language::known(&tag);
                    Msg::Spoke(tag, language::words(&place, tag).await)
                });
                return false;
            }
            Msg::Spoke(tag, words) => self.speak(ctx, tag, words),
            Msg::Renew => {
                page::clear_hash();
                self.follow(ctx);
                self.focus = Some("start");
            }
        }
        self.begun()
    }

    /// The settings, unless they are mistaken.
    pub(crate) fn settings(&self) -> Option<&Config> {
        self.config.as_ref().ok()
    }

    /// Where between form and result the page stands.
    pub(crate) fn standing(&self) -> Standing {
        match (&self.run, &self.ask) {
            (Some(_), _) => Standing::Running,
            (None, Some(_)) if !self.whole() && !self.teller.failed() => Standing::Running,
            (None, Some(_)) => Standing::Done,
            (None, None) => Standing::Idle,
        }
    }

    /// Whether anything of a report is to be drawn yet; until then, what stood there before does.
    fn begun(&self) -> bool {
        self.turns > 0 || !matches!(self.told, Some(Told::Report(_)))
    }

    /// What is told, once anything of it is to be drawn: what else happens may draw the page sooner.
    pub(crate) fn drawn(&self) -> Option<&Told> {
        self.told.as_ref().filter(|_| self.begun())
    }

    /// Whether all that is told is drawn.
    fn whole(&self) -> bool {
        self.told.is_some() && self.turns == ALL
    }

    /// How many nodes of what an answer rests on are drawn.
    pub(crate) fn nodes(&self) -> usize {
        self.turns.saturating_sub(2).saturating_mul(NODES)
    }

    /// What the page is called in its tab: how far a wait is, or that it is over.
    fn title(&self) -> String {
        let state = match self.run.as_ref().and_then(|run| run.waits.as_ref()) {
            Some(waits) => &waits.passed,
            None if self.unseen => &words(Text("Done")),
            None => return self.own_title(),
        };
        [state, " · ", self.brand()].concat()
    }

    fn own_title(&self) -> String {
        words(Text("{brand}: why does the WebSocket not work?").with("brand", self.brand()))
    }

    /// What the page is called.
    pub(crate) fn brand(&self) -> &str {
        self.settings().and_then(|config| config.brand.as_deref()).unwrap_or("ws-doctor")
    }

    fn targets(&self) -> &[crate::config::Named] {
        self.settings().map_or(&[], |config| &config.targets)
    }

    /// Fills the form in as a link asks.
    fn fill_in(&mut self, wanted: Wanted) {
        let named = self.targets();
        let found = wanted.target.as_ref().map(|id| named.iter().position(|own| own.id == *id));
        let first = (!named.is_empty()).then_some(0);
        let typed = self.settings().is_none_or(|config| config.allow_typed != Typed::Nothing);
        let asked = wanted.address.filter(|_| found.is_none());
        // What is no address is not shown: it may be any text.
        let address = asked.as_ref().filter(|_| typed).and_then(|text| url::written(text));
        self.choose(match found {
            Some(found) => found.or(if typed { None } else { first }),
            None if asked.is_some() && typed => None,
            None => first,
        });
        // Another service's answer would be worse than none.
        self.form.unknown = found == Some(None) || asked.is_some() && address.is_none();
        if let Some(address) = address {
            if address.contains('?') {
                // It may hold a token, which is nobody's business who sees the page or its history.
                page::clear_query();
            }
            self.form.asked = true;
            self.form.draft.set(Field::Address, address);
        }
        if let Some(watch) = wanted.watch {
            self.form.draft.set(Field::IdleLimit, watch);
        }
        if wanted.exact {
            self.form.draft.set(Field::Refine, ON.into());
        }
    }

    /// Fills a field as the visitor does.
    fn fill(&mut self, field: Field, text: String) {
        if field == Field::Address {
            // Only who has emptied the field has written all of it.
            self.form.asked &= !text.is_empty();
            self.form.confirm = None;
        }
        self.form.draft.set(field, text);
        self.form.problems.retain(|problem| problem.field != field);
    }

    fn choose(&mut self, chosen: Option<usize>) {
        let named = chosen.and_then(|index| self.targets().get(index));
        let draft = named.map(|target| target.draft.clone()).unwrap_or_default();
        self.form = Form { chosen, draft, ..Form::default() };
    }

    /// Shows what the page's address asks for. Whatever ran before ends.
    fn follow(&mut self, ctx: &Context<App>) {
        self.end(ctx);
        self.unseen = false;
        self.told = None;
        self.other = None;
        self.filled = Filled::default();
        self.bringing = None;
        self.status = AttrValue::default();
        let hash = if self.widget { String::new() } else { page::hash() };
        self.ask = match route(&hash) {
            Route::Home => None,
            Route::Cause(id) => Some(Ask::Cause(id)),
            Route::Runbook => Some(Ask::Runbook),
            Route::Maker => Some(Ask::Maker(self.desk())),
            Route::Desk => Some(Ask::Desk(self.desk())),
            Route::Report(evidence) => {
                Some(Ask::Report(Box::new(self.report(evidence, Vec::new(), true, false))))
            }
        };
        self.screen = if self.ask.is_some() { Screen::Read } else { Screen::Check };
        if self.ask.is_some() {
            self.load(ctx);
        }
        self.tell(ctx);
    }

    /// Says all anew in a language, if its words came.
    fn speak(&mut self, ctx: &Context<App>, tag: &'static str, words: Option<Language>) {
        let Some(words) = words else { return };
        self.language = (tag, Rc::new(words));
        self.place.speak(tag);
        if !matches!(self.teller, Words::Absent) {
            self.teller = Words::Absent;
            self.load(ctx);
        }
    }

    /// Loads the program that words what was seen, unless it is here.
    fn load(&mut self, ctx: &Context<App>) {
        if !matches!(self.teller, Words::Here(_)) {
            self.teller = Words::Absent;
            let (place, tag) = (self.place.clone(), self.language.0);
            later(ctx, async move { Msg::Loaded(tag, teller::load(&place, tag).await) });
        }
    }

    fn report(
        &self,
        evidence: String,
        quotes: Vec<Quote>,
        elsewhere: bool,
        running: bool,
    ) -> Report {
        let filled = match &self.ask {
            Some(Ask::Report(before)) => before.filled.clone(),
            _ => Filled::default(),
        };
        let (other, deployment) = (self.other.clone(), self.deployment());
        let brief = self.widget;
        Report { evidence, quotes, other, filled, deployment, elsewhere, running, brief }
    }

    fn desk(&self) -> Desk {
        Desk { deployment: self.deployment(), ..Desk::default() }
    }

    fn deployment(&self) -> Deployment {
        let address = self.place.address();
        let Some(config) = self.settings() else {
            return Deployment { address, ..Deployment::default() };
        };
        let named = |target: &crate::config::Named| Named {
            id: target.id.clone(),
            label: target.label.clone(),
            url: url::written(target.draft.get(Field::Address)).unwrap_or_default(),
        };
        Deployment {
            address,
            support: config.support.clone(),
            inbox: config.inbox.clone(),
            targets: config.targets.iter().map(named).collect(),
            typed: config.allow_typed != Typed::Nothing,
        }
    }

    /// Reads what was filled in; from its beginning, if it is `fresh`.
    fn read(&mut self, ctx: &Context<App>, fresh: bool) {
        let kept = |(_, text): &(String, String)| fresh || text.len() < LONG;
        match &mut self.ask {
            Some(Ask::Desk(desk)) => {
                desk.fresh = fresh;
                desk.filled =
                    Filled(self.filled.0.iter().filter(|field| kept(field)).cloned().collect());
            }
            Some(ask) => {
                if let Some(filled) = ask.filled() {
                    *filled = self.filled.clone();
                }
            }
            None => {}
        }
        self.tell(ctx);
    }

    /// Has files read that somebody brings, or the text that was filled in.
    fn bring(&mut self, ctx: &Context<App>, files: Option<&Event>) {
        let Some(Ask::Report(report)) = &self.ask else { return };
        let [kind, text] = [KIND, PASTE].map(|id| self.filled.get(id).unwrap_or_default());
        let link = ctx.link().clone();
        let tell = move |came| link.send_message(Msg::Brought(came));
        self.bringing = hands::bring(&self.place, [&report.evidence, kind, text], files, tell);
        let begun = self.bringing.is_some();
        self.brought(ctx, if begun { Brought::Part(0) } else { Brought::Failed });
    }

    fn brought(&mut self, ctx: &Context<App>, came: Brought) {
        let part = match came {
            Brought::Part(part) => part.to_string(),
            Brought::Failed => String::new(),
            Brought::Read(text) => {
                let before = self.filled.get(BROUGHT).unwrap_or_default();
                self.filled.set(BROUGHT.into(), [before, &text].concat());
                return self.halt(ctx);
            }
        };
        self.filled.set(PART.into(), part);
        self.read(ctx, false);
    }

    fn halt(&mut self, ctx: &Context<App>) {
        self.bringing = None;
        self.filled.clear(PART);
        self.read(ctx, false);
    }

    /// What the desk has read, as a table in one text.
    fn table(&self) -> Option<String> {
        let (Some(Ask::Desk(desk)), Words::Here(teller)) = (&self.ask, &self.teller) else {
            return None;
        };
        let mut asked = desk.clone();
        asked.table = true;
        match teller.tell(&Ask::Desk(asked)) {
            Some(Told::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Runs the check of the report that is shown here, to compare the two.
    fn same(&mut self, ctx: &Context<App>, target: String) {
        let Some(Ask::Report(report)) = self.ask.take() else { return };
        let other = report.evidence;
        page::clear_hash();
        self.follow(ctx);
        let named = self.targets().iter().position(|own| own.id == target);
        self.choose(named);
        self.other = Some(other);
        if named.is_none() {
            // Whoever made the report has chosen it.
            self.form.asked = true;
            self.form.draft.set(Field::Address, target);
        }
        self.start(ctx);
    }

    /// Ends the run, if there is one.
    fn end(&mut self, ctx: &Context<App>) {
        if self.run.take().is_some_and(|run| run.typed && run.runner.is_some()) {
            let link = ctx.link().clone();
            self.rest = Some(Rest::start(move || link.send_message(Msg::Rested)));
        }
    }

    /// Words what is to be read, if the program for it is here.
    fn tell(&mut self, ctx: &Context<App>) {
        let (Some(ask), Words::Here(teller)) = (&self.ask, &self.teller) else { return };
        let first = self.told.is_none();
        // A hidden page has nobody to hear, and late timers.
        let turns = first && !page::hidden();
        self.told = match ask {
            Ask::Report(report) if turns => {
                teller.tell(&Ask::Report(Box::new(Report { brief: true, ..*report.clone() })))
            }
            ask => teller.tell(ask),
        };
        if self.told.is_none() {
            // A page that was left open while its host got a newer one.
            self.teller = Words::Failed;
            return;
        }
        match (&self.told, ask) {
            // The browser has the screen to itself between two parts of the work.
            (Some(Told::Working(_)), _) => {
                if let Some(Ask::Desk(desk)) = &mut self.ask {
                    desk.fresh = false;
                    desk.filled.0.retain(|(_, text)| text.len() < LONG);
                }
                soon(ctx, Msg::On);
            }
            // A name that nobody knows leads to the check.
            (Some(Told::Unknown), _) => {
                self.ask = None;
                self.told = None;
                self.screen = Screen::Check;
            }
            _ => {}
        }
        if !matches!(self.told, Some(Told::Report(_))) {
            self.turns = ALL;
        } else if turns {
            self.turns = 0;
            soon(ctx, Msg::Draw);
        } else if first {
            self.turns = ALL;
        }
        self.announce();
    }

    /// Does the next turn of a report, unless that was left.
    fn draw(&mut self, ctx: &Context<App>) {
        if self.turns == 1 && !self.widget {
            self.tell(ctx);
        }
        let Some(Told::Report(shown)) = &self.told else { return };
        self.turns = self.turns.saturating_add(1);
        if self.nodes() >= shown.below.size() {
            self.turns = ALL;
        }
        if self.turns == 1 && self.place.is_in("cancel") {
            // It moves below the answer, and must not lose the focus by that.
            self.focus = Some("cancel");
        }
        if !self.whole() {
            return soon(ctx, Msg::Draw);
        }
        self.announce();
        self.watch(true);
    }

    /// Tells who listens what a check came to, once that is drawn.
    fn announce(&mut self) {
        if !self.whole() {
            return;
        }
        let (Some(Told::Report(shown)), Some(Ask::Report(report))) = (&self.told, &self.ask) else {
            return;
        };
        if report.elsewhere {
            return;
        }
        let reached = if report.running { Spoken::Settled } else { Spoken::Finished };
        if reached > self.spoken {
            let over = if report.running { "" } else { "over" };
            let Shown { verdict, cause, confidence, code, link, .. } = &**shown;
            self.place.tell("result", &[verdict, cause, confidence, code, link, over]);
            self.spoken = reached;
            self.status = shown.spoken.clone().into();
            // At the end that button goes.
            let stops = self.place.is_in("cancel");
            let stays = !self.widget && !stops && self.place.is_in(ui::result::ID);
            if reached == Spoken::Finished && !stays {
                self.focus = Some(ui::result::HEADING);
            }
        }
    }

    fn start(&mut self, ctx: &Context<App>) {
        // A widget's host that names no target has none confirmed.
        let barred = self.widget && self.form.unknown;
        let Some(config) = self.settings().filter(|_| self.run.is_none() && !barred) else {
            return;
        };
        let (private, trace) = (config.allow_private || self.form.chosen.is_some(), config.trace);
        let typed = self.form.chosen.is_none().then(|| match &config.allow_typed {
            Typed::Hosts(hosts) => hosts.clone(),
            _ => String::new(),
        });
        if typed.is_some() && self.rest.is_some() {
            return;
        }
        self.form.problems.clear();
        self.form.stuck = None;
        self.form.confirm = None;
        self.runs += 1;
        let (number, draft) = (self.runs, self.form.draft.clone());
        let place = self.place.clone();
        place.tell("start", &Field::ALL.map(|field| draft.get(field)));
        let (free, asked) = (typed.is_some(), self.form.asked);
        let start = Start { draft, private, trace, typed, asked };
        later(ctx, async move { Msg::Armed(number, runner::ready(&place, &start).await) });
        let link = ctx.link().clone();
        self.run = Some(Run {
            typed: free,
            before: (self.ask.take(), self.told.take(), std::mem::take(&mut self.filled)),
            runner: None,
            clock: Clock::start(),
            snapshot: None,
            waits: None,
            second: 0,
            spoke: Millis::ZERO,
            _tick: Interval::new(TICK, move || link.send_message(Msg::Tick)),
        });
        self.bringing = None;
        self.spoken = Spoken::Nothing;
        self.unseen = false;
        self.status = words(Text("The check has started.")).into();
        self.focus = Some("cancel");
    }

    /// Begins the run of this number, unless it was stopped by now.
    fn armed(&mut self, ctx: &Context<App>, number: u32, ready: Result<Ready, Hindrance>) {
        let own = number == self.runs;
        let Some(run) = self.run.as_mut().filter(|_| own) else { return };
        let went = ctx.link().callback(move |snapshot| Msg::Went(number, snapshot));
        let begun = ready
            .and_then(|ready| ready.begin(move |seen| went.emit(seen)).ok_or(Hindrance::Absent));
        match begun {
            Ok(runner) => run.runner = Some(runner),
            Err(hindrance) => {
                if let Some(run) = self.run.take() {
                    (self.ask, self.told, self.filled) = run.before;
                    // It may have been left before all of it was drawn.
                    self.turns = ALL;
                }
                self.hindered(hindrance);
                self.status = AttrValue::default();
            }
        }
    }

    /// Says why the check does not begin, and leads to what can be done.
    fn hindered(&mut self, hindrance: Hindrance) {
        self.focus = Some("start");
        match hindrance {
            Hindrance::Absent => self.form.stuck = Some(words(ui::form::ABSENT).into()),
            Hindrance::Said(said) => self.form.stuck = Some(said.words().into()),
            Hindrance::Refused(problems) => {
                self.focus = problems.first().map(|problem| ui::field::id(problem.field));
                self.form.advanced |= problems.iter().any(|own| own.field != Field::Address);
                self.form.problems = problems;
            }
            Hindrance::Confirm(told) => {
                self.focus = Some("sure");
                self.form.confirm = Some(told);
            }
        }
    }

    fn went(&mut self, ctx: &Context<App>, number: u32, snapshot: Snapshot) -> bool {
        if self.run.is_none() || number != self.runs {
            return false;
        }
        if self.run.as_ref().is_some_and(|run| run.snapshot.is_none()) {
            // Not sooner: a page that is busy with it hears late of the first handshake.
            self.load(ctx);
        }
        if let Some(Seen { evidence, quotes }) = snapshot.seen.clone() {
            let report = self.report(evidence, quotes, false, !snapshot.finished);
            self.ask = Some(Ask::Report(Box::new(report)));
        }
        if snapshot.finished {
            self.end(ctx);
            self.unseen = page::hidden();
        } else if let Some(run) = &mut self.run {
            let now = run.clock.now();
            if self.ask.is_none() && now > run.spoke + SILENCE {
                run.spoke = now;
                self.status = ui::progress::step(&snapshot);
            }
            if let Some(step) = snapshot.steps.iter().find(|step| !step.over) {
                self.place.tell("progress", &[&step.id, &step.title.words()]);
            }
            run.snapshot = Some(snapshot);
        }
        let worded = self.told.is_some() || page::hidden();
        if !worded && self.ask.is_some() && matches!(self.teller, Words::Here(_)) {
            // Not in the turn of the run itself: it takes one of its own.
            soon(ctx, Msg::On);
            return false;
        }
        self.tell(ctx);
        self.watch(true);
        self.begun()
    }

    /// Looks how the long waits stand, at once or once a second; whether anything new is to be
    /// shown.
    fn watch(&mut self, at_once: bool) -> bool {
        let (Some(run), Words::Here(teller)) = (&mut self.run, &self.teller) else { return true };
        let settled = run.snapshot.as_ref().is_some_and(|snapshot| snapshot.seen.is_some());
        let Some(runner) = run.runner.as_ref().filter(|_| settled) else { return true };
        let second = run.clock.now().0 / 1000;
        if second == run.second && !at_once {
            return false;
        }
        run.second = second;
        run.waits = match teller.pass(&runner.watch()) {
            Some(Told::Waits(waits)) => Some(waits),
            _ => None,
        };
        true
    }
}
