// Weighs the page in brotli, as it is served: what a browser fetches to start, what it fetches once a
// visitor turns to the form, and what once there is something to read or to wait for; and a widget's
// loader, which other people's pages fetch. Fails if start or loader is above its budget.
import { readdirSync, statSync } from "node:fs";

const BUDGET = 75_000;
const GOAL = 71_600;
const LOADER_BUDGET = 3_000;
const FORM = /^(run|around)/;
const CLICK = /^(sheet|wait|hands)/;
const LOADER = /^embed\.js$/;
const WIDGET = /^(embed|frame|widget)/;
const BROUGHT = /^read/;
const WORDS = /^(early|words|(page|sheet)-[a-z]{2}(-[A-Z]{2})?)-[\w-]{8}\./;

const row = (name, raw, brotli) =>
  console.log(name.padEnd(44), String(raw).padStart(9), String(brotli).padStart(9));
const size = (name) => statSync(`dist/${name}`).size;

const files = readdirSync("dist", { recursive: true })
  .filter((name) => /\.(html|css|js|wasm)$/.test(name))
  .sort()
  .map((name) => ({ name, raw: size(name), brotli: size(`${name}.br`) }));

function group(title, members) {
  const sum = (key) => members.reduce((total, file) => total + file[key], 0);
  row(title, "raw", "brotli");
  for (const { name, raw, brotli } of members) row(`  ${name}`, raw, brotli);
  row("  together", sum("raw"), sum("brotli"));
  return sum("brotli");
}

const at = (when) => files.filter(({ name }) => when.test(name) && (when === WORDS || !WORDS.test(name)));
const later = new Set([...at(FORM), ...at(CLICK), ...at(WIDGET), ...at(BROUGHT), ...at(WORDS)]);
const first = group("first load", files.filter((file) => !later.has(file)));
group("once a visitor turns to the form", at(FORM));
group("after the click", at(CLICK));
group("once somebody brings something", at(BROUGHT));
const loader = group("a widget before its click", at(LOADER));
group("of languages: the way to them, of all what a widget says before its click, and of each what the page and the sheet say", at(WORDS));
group("a widget's own, besides the page's", at(WIDGET));

const distance = first - GOAL;
console.log(`goal ${GOAL}: ${Math.abs(distance)} bytes ${distance > 0 ? "above" : "below"}`);
for (const [what, weight, budget] of [["first load", first, BUDGET], ["widget's loader", loader, LOADER_BUDGET]]) {
  if (weight > budget) {
    console.error(`✗ The ${what} weighs ${weight} bytes, ${weight - budget} above its budget of ${budget}.`);
    process.exitCode = 1;
  } else {
    console.log(`budget of the ${what}, ${budget}: kept, ${budget - weight} bytes left`);
  }
}
