// Starts the page, and opens the same program in a widget. A file of its own, because the CSP
// allows no inline script; Trunk puts the hashed names of the program into the head's preload links.
const at = (file) => new URL(file, import.meta.url);

// A widget asks for this file with a query, and has ways of its own to load the rest.
const { search } = at(import.meta.url);
let load = (name, query) => import(at(name + query));
let fetched = (name) => fetch(at(name));

// The programs that nobody needs at first. Some browsers remember a failed import for good, so
// that each try has a name of its own.
const tries = {};
const later = async (name) => {
  tries[name] = (tries[name] ?? 0) + 1;
  const query = tries[name] > 1 ? `?${tries[name]}` : "";
  // Both at once: one after the other would take a round trip more.
  const parts = [load(`${name}.js`, query), fetched(`${name}_bg.wasm`)];
  const [program, module_or_path] = await Promise.all(parts);
  await program.default({ module_or_path });
  return program;
};

// It words a report, once there is something to read.
let hands;
const loadSheet = async () => {
  const parts = [later("sheet"), load("hands.js", search), search || styled()];
  const [sheet, own] = await Promise.all(parts);
  hands = own;
  return sheet.tell;
};

// It runs a check, and comes when a visitor turns to the form, so that the click finds it here.
let run;
const loadRun = () =>
  (run ??= Promise.all([later("run"), load("around.js", search)]).then(
    async ([{ start }, { prepare }]) => {
      const { make, denied } = await prepare(fetched);
      return (what, hearer) => start(what, hearer, denied(), make);
    },
    () => (run = undefined),
  ));

const styled = () =>
  new Promise((onload, onerror) => {
    const style = document.createElement("link");
    const href = at("sheet.css");
    document.head.append(Object.assign(style, { rel: "stylesheet", href, onload, onerror }));
  });

// Draws in a place: an element, the address of the deployment's page, what is to be filled in, and for
// a widget who is told what happens. src/edge/place.rs is the other end.
export const open = async (place, program, module_or_path, ...own) => {
  if (search) [load, fetched] = own;
  const { default: init, show } = await program;
  await init({ module_or_path });
  const tree = place.root.getRootNode();
  const active = () => tree.activeElement;
  const find = (id) => tree.getElementById(id);
  show({
    config: `${new URL("config.json", place.address)}`,
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
  const link = (rel) => document.querySelector(`link[rel=${rel}]`).href;
  const { href, search } = location;
  const root = document.querySelector("#app");
  const place = { root, address: href.split(/[?#]/)[0], query: search };
  const shown = open(place, import(link("modulepreload")), link("preload"));
  const turned = ({ target }) => target.closest?.("form") && loadRun();
  addEventListener("pointerover", turned);
  addEventListener("focusin", turned);
  await shown;
}
