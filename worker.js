// Makes the workers: that of the long waits comes with the program that runs a check, the other with
// what a visitor brings.
const at = (file) => new URL(file, import.meta.url);

// Browsers refuse a worker of another origin, but not its text; a widget fetches that by a way of its
// own. Where a policy keeps it away, the program does without.
export const waits = async (fetched) => {
  const { href, origin } = at("wait.js");
  if (origin === location.origin) return make(href);
  const text = await fetched("wait.js", "digest of wait.js").catch(() => undefined);
  return make(text && URL.createObjectURL(await text.blob()));
};

export const reader = () => new Worker(trusted(at("read.js").href), { type: "module" });

// Where Trusted Types are asked for, their addresses must be such. Browsers without them, and hosts that
// do not know this name, throw.
let trusted = (href) => href;
try {
  const policy = trustedTypes.createPolicy("ws-doctor", { createScriptURL: trusted });
  trusted = (href) => policy.createScriptURL(href);
} catch {}

const make = (href) => () => new Worker(trusted(href));
