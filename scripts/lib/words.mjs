// Makes what the page loads of each language, from languages/*.po: a module with the words of the
// page's program and one with those of the sheet, as crates/diagnosis/src/language.rs reads them;
// words.js, which knows them all; and what a widget says before its click, in all of them.
//   node words.mjs DIRECTORY   (in the project's root)
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

// From where the scripts put what they take from npm.
const { po } = createRequire(import.meta.url)("gettext-parser");

const [directory] = process.argv.slice(2);

// Which program says a sentence, by the files that it stands in.
const PARTS = {
  page: /^(src\/|crates\/diagnosis\/src\/(probe\/|target\.rs|language\.rs))/,
  sheet: /^crates\//,
};

// FNV-1a of the English text, folded to 24 bits.
function name(english) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(english)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash >>> 24) ^ (hash & 0xffffff);
}

function lines(messages) {
  let last = 0;
  const named = messages.map(({ msgid, msgstr: [own] }) => [name(msgid), own]);
  return named
    .sort(([one], [other]) => one - other)
    .map(([name, own]) => {
      const delta = name - last;
      last = name;
      return `${delta.toString(36)} ${own}\n`;
    })
    .join("");
}

const WIDGET = /^embed\//;

const files = {};
const early = {};
for (const file of readdirSync("languages").filter((name) => name.endsWith(".po"))) {
  const language = file.slice(0, -3);
  const { translations } = po.parse(readFileSync(`languages/${file}`));
  const messages = Object.values(translations[""]).filter(({ msgid, msgstr: [own] }) => msgid && own);
  const said = (from) => messages.filter(({ comments }) => comments.reference.split("\n").some((at) => from.test(at)));
  early[language] = Object.fromEntries(said(WIDGET).map(({ msgid, msgstr: [own] }) => [msgid, own]));
  for (const [part, from] of Object.entries(PARTS)) {
    const own = said(from);
    const name = `${part}-${language}.js`;
    writeFileSync(`${directory}/${name}`, `export default ${JSON.stringify(lines(own))};\n`);
    (files[part] ??= {})[language] = [name, `digest of ${name}`];
  }
}

writeFileSync(`${directory}/words.js`, `export const files = ${JSON.stringify(files)};\n`);
writeFileSync(`${directory}/early.js`, readFileSync("embed/early.js", "utf8").replace("WORDS", () => JSON.stringify(early)));
