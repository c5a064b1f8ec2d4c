// Makes the worker of wait.js, which comes with the program that runs a check.
const script = new URL("wait.js", import.meta.url);

// Browsers refuse a worker of another origin, but not its text; a widget fetches that by a way of its
// own. Where a policy keeps it away, the program does without.
const own = script.origin === location.origin;
export const prepare = async (fetched) => {
  if (own) return make(script.href);
  const text = await fetched("wait.js").catch(() => undefined);
  return make(text && URL.createObjectURL(await text.blob()));
};

// Where Trusted Types are asked for, its address must be one. Browsers without them, and hosts that
// do not know this name, throw.
let trusted = (href) => href;
try {
  const policy = trustedTypes.createPolicy("ws-doctor", { createScriptURL: trusted });
  trusted = (href) => policy.createScriptURL(href);
} catch {}

const make = (href) => () => new Worker(trusted(href));
