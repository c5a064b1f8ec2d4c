// Weighs the page: what a browser fetches to start, in brotli at its best.
// Fails above the budget.
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const BUDGET = 100_000;
const GOAL = 71_600;

const row = (name, raw, brotli) =>
  console.log(name.padEnd(44), String(raw).padStart(9), String(brotli).padStart(9));
const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };

const files = readdirSync("dist", { recursive: true })
  .filter((name) => /\.(html|css|js|wasm)$/.test(name))
  .sort()
  .map((name) => {
    const content = readFileSync(`dist/${name}`);
    return { name, raw: content.length, brotli: brotliCompressSync(content, options).length };
  });
const sum = (key) => files.reduce((total, file) => total + file[key], 0);
const total = sum("brotli");

row("file in dist/", "raw", "brotli");
for (const { name, raw, brotli } of files) row(name, raw, brotli);
row("total", sum("raw"), total);

const distance = total - GOAL;
console.log(`goal ${GOAL}: ${Math.abs(distance)} bytes ${distance > 0 ? "above" : "below"}`);
if (total > BUDGET) {
  console.error(`✗ The page weighs ${total} bytes, ${total - BUDGET} above its budget of ${BUDGET}.`);
  process.exit(1);
}
console.log(`budget ${BUDGET}: kept, ${BUDGET - total} bytes left`);
