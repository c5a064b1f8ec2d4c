// Starts the page. A file of its own, because the CSP allows no inline script. The build writes
// each file's final name in, and its digest for "digest of" it.
const at = (file) => new URL(file, import.meta.url);

// A program. Some browsers remember a failed import for good, so that each try has a name of its own.
const tries = {};
const load = async (js, wasm, integrity) => {
  tries[js] = (tries[js] ?? 0) + 1;
  const query = tries[js] > 1 ? `?${tries[js]}` : "";
  // Both at once: one after the other would take a round trip more.
  const parts = [import(at(js + query)), fetch(at(wasm), { integrity })];
  const [program, module_or_path] = await Promise.all(parts);
  await program.default({ module_or_path });
  return program;
};

// It words a report, once there is something to read.
window.loadSheet = async () => {
  const hands = import(at("hands.js"));
  const sheet = load("sheet.js", "sheet_bg.wasm", "digest of sheet_bg.wasm");
  const [{ tell }] = await Promise.all([sheet, hands, styled()]);
  window.hands = await hands;
  return tell;
};

// It runs a check, and comes when a visitor turns to the form, so that the click finds it here.
let run;
const armed = () => load("run.js", "run_bg.wasm", "digest of run_bg.wasm");
window.loadRun = () => (run ??= armed().then(({ start }) => start, () => (run = undefined)));
const turned = ({ target }) => target.closest?.("form") && loadRun();
addEventListener("pointerover", turned);
addEventListener("focusin", turned);

const styled = () =>
  new Promise((onload, onerror) => {
    const href = at("sheet.css");
    const style = document.createElement("link");
    document.head.append(Object.assign(style, { rel: "stylesheet", href, onload, onerror }));
  });

// The worker of the long waits. Its address is the one text here that becomes a script, which a
// deployment with Trusted Types has to allow by this name.
const waits = { createScriptURL: () => at("wait.js").href };
let trusted;
window.startWaits = () => {
  trusted ??= window.trustedTypes?.createPolicy("ws-doctor", waits) ?? waits;
  return new Worker(trusted.createScriptURL(""));
};

await load("ws-doctor.js", "ws-doctor_bg.wasm", "digest of ws-doctor_bg.wasm");

// Chromium asks before a page may reach a local network, and may have been told never.
const permissions = [];
const denied = () => permissions.some(({ state }) => state === "denied");
Object.defineProperty(window, "localDenied", { get: denied });
for (const name of ["local-network-access", "local-network", "loopback-network"]) {
  const keep = (permission) => permissions.push(permission);
  navigator.permissions?.query({ name }).then(keep, () => {});
}
