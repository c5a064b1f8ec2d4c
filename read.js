// The worker that reads what a visitor brings: a large file must not freeze the page, and can be
// given up by ending the worker. Its program decides what the bytes say.
import init, { Reading } from "./reader.js";

// The page is told of the progress so often, in ms.
const OFTEN = 200;

const address = new URL("reader_bg.wasm", import.meta.url);
const ready = init({ module_or_path: fetch(address, { integrity: "digest of reader_bg.wasm" }) });

const read = async ({ report, kind, sources }) => {
  await ready;
  const reading = Reading.open(report, kind);
  const whole = sources.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  let told = performance.now();
  for (const source of sources) {
    reading.begin(source.name ?? "");
    const reader = source.stream().getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      reading.push(part.value);
      done += part.value.length;
      if (performance.now() - told < OFTEN) continue;
      told = performance.now();
      postMessage(Math.floor((100 * done) / whole));
    }
  }
  return reading.finish();
};

onmessage = ({ data }) => read(data).then(postMessage, () => postMessage(null));
