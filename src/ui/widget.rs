//! A widget: the button, and what is left of the page beside it.

use yew::prelude::*;

use super::element::{button, el, group};
use super::result::{self, Standing};
use super::{View, form, notice, progress};
use crate::app::Msg;
use crate::config::Config;

/// The widget from top to bottom.
pub(crate) fn widget(view: View<'_>) -> Html {
    let app = view.app;
    match &app.config {
        None => el("button", "primary").set("disabled", "").say("Loading…").end(),
        Some(Err(mistake)) => notice::misconfigured(mistake),
        Some(Ok(_)) if app.barred() => form::alert(
            "target-error",
            "The check is not set up: this page names a target that the check does not have.",
        ),
        Some(Ok(config)) => group([
            match app.standing() {
                Standing::Idle => start(config, view),
                standing => bar(config, standing, view),
            },
            match &app.run {
                Some(run) if app.told.is_none() => progress::steps(run),
                _ => Html::default(),
            },
            result::result(view),
        ]),
    }
}

/// The button, once more: the check did not come to a result.
fn start(config: &Config, view: View<'_>) -> Html {
    let label = "Check the connection".to_owned();
    group([
        view.app
            .form
            .stuck
            .as_ref()
            .map(|text| form::alert("start-error", text))
            .unwrap_or_default(),
        button("start".into(), "primary".into(), label, view.click(|| Msg::Start)),
        el("p", "hint").say("Connects to ").add(address(config, view)).end(),
    ])
}

/// What is checked, and the way to stop it. It keeps its place, so that nothing moves below it.
fn bar(config: &Config, standing: Standing, view: View<'_>) -> Html {
    let word = if standing == Standing::Running { "Checking " } else { "Checked " };
    let mut bar = el("div", "bar");
    bar.add(el("p", "subject").say(word).add(address(config, view)).end());
    if let Some(run) = &view.app.run {
        let stop = view.click(|| Msg::Stop);
        bar.add(el("span", "elapsed").text(progress::passed(run)).end()).add(button(
            "cancel".into(),
            "small".into(),
            "Stop".into(),
            stop,
        ));
    }
    bar.end()
}

fn address(config: &Config, view: View<'_>) -> Html {
    el("code", "").text(form::shown_address(config, &view.app.form)).end()
}
