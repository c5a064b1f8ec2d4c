// Starts the page, and opens the same program in a widget. A file of its own, because the CSP
// allows no inline script; Trunk puts the hashed names of the program into the head's preload links.
const at = (file) => new URL(file, import.meta.url);

// A widget asks for this file with a query.
const { search } = at(import.meta.url);

// How modules are loaded, and the digests of what else is. A widget has its own way; the page loads
// from one origin, and needs no digests.
let load = (name, query) => import(at(name + query));
let digests = {};

// The programs that nobody needs at first. Some browsers remember a failed import for good, so
// that each try has a name of its own.
const tries = {};
const later = async (name) => {
  tries[name] = (tries[name] ?? 0) + 1;
  const query = tries[name] > 1 ? `?${tries[name]}` : "";
  const wasm = `${name}_bg.wasm`;
  // Both at once: one after the other would take a round trip more.
  const parts = [load(`${name}.js`, query), fetch(at(wasm), { integrity: digests[wasm] })];
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
  (run ??= Promise.all([later("run"), waits()]).then(
    ([{ start }, href]) => (what, hearer) => start(what, hearer, () => new Worker(trusted(href))),
    () => (run = undefined),
  ));

// Where Trusted Types are asked for, a worker's address must be one. Browsers without them, and
// hosts that do not know this name, throw.
let trusted = (href) => href;
try {
  const policy = trustedTypes.createPolicy("ws-doctor", { createScriptURL: trusted });
  trusted = (href) => policy.createScriptURL(href);
} catch {}

// Browsers refuse a worker of another origin, but not its text. Where a policy keeps that away as
// well, the program does without.
const waits = async () => {
  const href = at("wait.js");
  if (href.origin === location.origin) return href;
  const text = await fetch(href, { integrity: digests["wait.js"] }).catch(() => undefined);
  return text && URL.createObjectURL(await text.blob());
};

const styled = () =>
  new Promise((onload, onerror) => {
    const style = document.createElement("link");
    const href = at("sheet.css");
    document.head.append(Object.assign(style, { rel: "stylesheet", href, onload, onerror }));
  });

// Chromium asks before a page may reach a local network, and may have been told never.
const permissions = [];
const denied = () => permissions.some(({ state }) => state === "denied");
for (const name of ["local-network-access", "local-network", "loopback-network"]) {
  const keep = (permission) => permissions.push(permission);
  navigator.permissions?.query({ name }).then(keep, () => {});
}

// What holds the elements of a root: the document or a shadow tree.
const around = (root) => {
  const tree = root.getRootNode();
  const find = (id) => tree.getElementById(id);
  // A widget takes the focus from nothing else of its host.
  const free = () => tree.activeElement || document.activeElement === document.body;
  return {
    focus: (id, scroll) => free() && find(id)?.focus({ preventScroll: !scroll }),
    select: (id) => find(id)?.select(),
    isIn: (id) => tree.activeElement?.closest(`#${id}`),
  };
};

// Draws in a place: an element, the address of the deployment's page, and for a widget its target
// and who is told what happens. src/edge/place.rs is the other end.
export const open = async (place, program, module_or_path, own, files) => {
  load = own ?? load;
  digests = files ?? digests;
  const { default: init, show } = await program;
  await init({ module_or_path });
  const { root, address } = place;
  const config = new URL("config.json", address).href;
  const hand = (name) => hands?.[name];
  return show({ config, loadSheet, loadRun, hand, denied, ...around(root), ...place });
};

if (!search) {
  const link = (rel) => document.querySelector(`link[rel=${rel}]`).href;
  const place = { root: document.querySelector("#app"), address: location.href.split(/[?#]/)[0] };
  const shown = open(place, import(link("modulepreload")), link("preload"));
  const turned = ({ target }) => target.closest?.("form") && loadRun();
  addEventListener("pointerover", turned);
  addEventListener("focusin", turned);
  await shown;
}
