// Starts the page, and opens the same program in a widget. A file of its own, because the CSP
// allows no inline script. The build writes each file's final name in, and its digest for "digest
// of" it.
const at = (file) => new URL(file, import.meta.url);

// A widget asks for this file with a query, and has ways of its own to load the rest.
const { search } = at(import.meta.url);
let load = (name, query) => import(at(name + query));
let fetched = (name, integrity) => fetch(at(name), { integrity });

// A program. Some browsers remember a failed import for good, so that each try has a name of its own.
const tries = {};
const ready = async (js, wasm, integrity) => {
  tries[js] = (tries[js] ?? 0) + 1;
  const query = tries[js] > 1 ? `?${tries[js]}` : "";
  // Both at once: one after the other would take a round trip more.
  const parts = [load(js, query), fetched(wasm, integrity)];
  const [program, module_or_path] = await Promise.all(parts);
  await program.default({ module_or_path });
  return program;
};

// The words of a part in a language; in English, which the programs hold, none.
const words = async (part, language) => {
  if (language === "en") return "";
  const { files } = await load("words.js", search, "digest of words.js");
  const [name, integrity] = files[part][language];
  return (await load(name, search, integrity)).default;
};

// It words a report, once there is something to read; in another language it knows what it has read.
let hands;
let sheet;
const worded = async () => {
  const program = ready("sheet.js", "sheet_bg.wasm", "digest of sheet_bg.wasm");
  const [{ Teller }, handing] = await Promise.all([program, load("hands.js", search), search || styled()]);
  hands = handing;
  return Teller;
};
const loadSheet = async (language) => {
  sheet ??= worded().catch(() => (sheet = undefined));
  const [Teller, own] = await Promise.all([sheet, words("sheet", language)]);
  const teller = new Teller(own);
  return (ask) => {
    try {
      return teller.tell(ask);
    } catch (error) {
      // What has trapped is not asked again.
      sheet = undefined;
      throw error;
    }
  };
};

// It runs a check, and comes when a visitor turns to the form, so that the click finds it here.
let run;
const armed = async () => {
  const program = ready("run.js", "run_bg.wasm", "digest of run_bg.wasm");
  const [{ start }, { prepare }] = await Promise.all([program, load("around.js", search)]);
  const { make, denied } = await prepare(fetched);
  return (what) => start(what, denied(), make);
};
const loadRun = () => (run ??= armed().catch(() => (run = undefined)));

const styled = () =>
  new Promise((onload, onerror) => {
    const style = document.createElement("link");
    const href = at("sheet.css");
    document.head.append(Object.assign(style, { rel: "stylesheet", href, onload, onerror }));
  });

// The deployment's settings, fetched beside the program that reads them: nothing where there are none,
// and the error where they are no JSON. A host may have its page stand in for files that are missing.
const settings = async (address) => {
  try {
    const answer = await fetch(new URL("config.json", address), { cache: "no-cache" });
    const text = answer.ok ? await answer.text() : "<";
    if (!text.trimStart().startsWith("<")) return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return error;
  }
};

// The first of these languages that there is, by its whole tag or by its beginning, if there is one.
const LANGUAGES = ["en", "es", "de", "fr", "pt-BR", "ja", "zh-CN", "ar"];
const chosen = (wanted) => {
  const begin = (tag) => tag.split("-")[0].toLowerCase();
  for (const tag of wanted) {
    const found = LANGUAGES.find((own) => begin(own) === begin(tag));
    if (found) return found;
  }
};

// Draws in a place: an element, the address of the deployment's page, what is to be filled in, the
// languages of who reads, and for a widget who is told what happens. src/edge/place.rs is the other end.
export const open = async (place, program, ...own) => {
  if (search) [load, fetched] = own;
  const settled = settings(place.address);
  // Where the browser wishes none of ours, the deployment's.
  let language = chosen(place.languages) ?? chosen([`${(await settled)?.language}`]) ?? "en";
  const loadWords = (language) => words("page", language);
  // Without its words there is English.
  const first = loadWords(language).catch(() => ((language = "en"), ""));
  const [{ show }, said, config] = await Promise.all([program, first, settled]);
  const tree = place.root.getRootNode();
  const active = () => tree.activeElement;
  const find = (id) => tree.getElementById(id);
  const speak = (lang) => {
    const whole = search ? place.root : document.documentElement;
    Object.assign(whole, { lang, dir: lang === "ar" ? "rtl" : "ltr" });
  };
  speak(language);
  show({
    config,
    language,
    words: said,
    loadWords,
    speak,
    paint: (name, value) =>
      (search ? place.root.parentNode : document.documentElement).style.setProperty(name, value),
    loadSheet,
    loadRun,
    hand: (name) => hands?.[name],
    // A widget takes the focus from nothing else of its host.
    focus: (id, scroll) =>
      (active() || document.activeElement === document.body) &&
      find(id)?.focus({ preventScroll: !scroll }),
    select: (id) => find(id)?.select(),
    isIn: (id) => !!active()?.closest(`#${id}`),
    ...place,
  });
};

if (!search) {
  const { href, search } = location;
  const root = document.querySelector("#app");
  const wanted = new URLSearchParams(search).get("lang");
  const languages = [wanted, ...navigator.languages].filter(Boolean);
  const place = { root, address: href.split(/[?#]/)[0], query: search, languages };
  const program = ready("page.js", "page_bg.wasm", "digest of page_bg.wasm");
  const shown = open(place, program);
  const turned = ({ target }) => target.closest?.("form") && loadRun();
  addEventListener("pointerover", turned);
  addEventListener("focusin", turned);
  await shown;
}
