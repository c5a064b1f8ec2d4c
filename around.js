// What surrounds a run: its worker, and whether the browser keeps local networks from it. It comes
// with the program that runs a check; and the worker that reads what a visitor brings.
const at = (file) => new URL(file, import.meta.url);
const script = at("wait.js");

// Browsers refuse a worker of another origin, but not its text; a widget fetches that by a way of its
// own. Where a policy keeps it away, the program does without.
const worker = async (fetched) => {
  if (script.origin === location.origin) return script.href;
  const text = await fetched("wait.js", "digest of wait.js").catch(() => undefined);
  return text && URL.createObjectURL(await text.blob());
};

// Where Trusted Types are asked for, its address must be one. Browsers without them, and hosts that
// do not know this name, throw.
let trusted = (href) => href;
try {
  const policy = trustedTypes.createPolicy("ws-doctor", { createScriptURL: trusted });
  trusted = (href) => policy.createScriptURL(href);
} catch {}

export const reader = () => new Worker(trusted(at("read.js").href), { type: "module" });

// Chromium asks before a page may reach a local network, and may have been told never.
const NAMES = ["local-network-access", "local-network", "loopback-network"];
const ask = (name) => navigator.permissions?.query({ name });
const asked = Promise.allSettled(NAMES.map(async (name) => ask(name)));

export const prepare = async (fetched) => {
  const [href, permissions] = await Promise.all([worker(fetched), asked]);
  return {
    make: () => new Worker(trusted(href)),
    denied: () => permissions.some(({ value }) => value?.state === "denied"),
  };
};
