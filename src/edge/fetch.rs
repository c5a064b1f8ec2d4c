//! One GET request that no cache answers.

use std::cell::Cell;
use std::rc::Rc;

use diagnosis::session::{Id, Input, Mode, Response};
use diagnosis::time::Millis;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, ReadableStreamDefaultReader, RequestCache, RequestCredentials, RequestInit,
    RequestMode, RequestRedirect, ResponseType,
};

use super::Tell;
use super::clock::Clock;
use super::page::window;

/// No more of a body is read.
const MOST_BODY: usize = 4096;
/// No longer is waited for the beginning of a body.
const BODY_LIMIT: u32 = 1500;

/// A request that is aborted with this value, and then tells nothing more.
pub struct Fetch {
    controller: AbortController,
    wanted: Rc<Cell<bool>>,
}

impl Fetch {
    /// Makes a request whose answer is told with the time of its headers.
    pub fn start(
        id: Id,
        url: &str,
        mode: Mode,
        credentials: bool,
        clock: Clock,
        tell: Tell,
    ) -> Fetch {
        let controller = AbortController::new().expect("every browser that runs this page has it");
        let init = RequestInit::new();
        init.set_signal(Some(&controller.signal()));
        init.set_cache(RequestCache::NoStore);
        init.set_mode(if mode == Mode::NoCors { RequestMode::NoCors } else { RequestMode::Cors });
        if mode == Mode::Manual {
            init.set_redirect(RequestRedirect::Manual);
        }
        init.set_credentials(if credentials {
            RequestCredentials::Include
        } else {
            RequestCredentials::Omit
        });
        let wanted = Rc::new(Cell::new(true));
        let request = window().fetch_with_str_and_init(url, &init);
        let answer = answered(id, request, clock, controller.clone());
        let still = wanted.clone();
        spawn_local(async move {
            let (at, input) = answer.await;
            if still.get() {
                tell(at, input);
            }
        });
        Fetch { controller, wanted }
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        self.wanted.set(false);
        self.controller.abort();
    }
}

async fn answered(
    id: Id,
    request: js_sys::Promise,
    clock: Clock,
    controller: AbortController,
) -> (Millis, Input) {
    let answer = JsFuture::from(request).await;
    let at = clock.now();
    let Ok(answer) = answer else { return (at, Input::Failed { id }) };
    let answer: web_sys::Response = answer.unchecked_into();
    let response = match answer.type_() {
        ResponseType::Opaque => Response::Opaque,
        ResponseType::Opaqueredirect => Response::Redirect,
        _ => Response::Readable {
            status: answer.status(),
            headers: headers(&answer),
            body: beginning(&answer, controller).await,
        },
    };
    (at, Input::Responded { id, response })
}

fn headers(answer: &web_sys::Response) -> Vec<(String, String)> {
    let Ok(Some(pairs)) = js_sys::try_iter(&answer.headers()) else { return Vec::new() };
    pairs
        .flatten()
        .map(|pair| {
            let pair: Array = pair.unchecked_into();
            let part = |index| pair.get(index).as_string().unwrap_or_default();
            (part(0), part(1))
        })
        .collect()
}

/// The first bytes of a body, as far as they come in time.
async fn beginning(answer: &web_sys::Response, controller: AbortController) -> String {
    let Some(stream) = answer.body() else { return String::new() };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    // A body without end would keep its verdict waiting; what came until then is kept.
    let limit = Timeout::new(BODY_LIMIT, move || controller.abort());
    let mut bytes = Vec::new();
    while bytes.len() < MOST_BODY {
        let Ok(part) = JsFuture::from(reader.read()).await else { break };
        let Ok(chunk) = Reflect::get(&part, &JsValue::from_str("value")) else { break };
        let Some(chunk) = chunk.dyn_ref::<Uint8Array>() else { break };
        let left = u32::try_from(MOST_BODY - bytes.len()).unwrap_or(0);
        bytes.extend(chunk.subarray(0, chunk.length().min(left)).to_vec());
    }
    drop(limit);
    // Nobody waits for the rest; the browser may answer this whenever it likes.
    let _ = reader.cancel();
    String::from_utf8_lossy(&bytes).into_owned()
}
