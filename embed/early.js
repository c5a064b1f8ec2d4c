// What a widget and a frame say by themselves, in every language but English, which they hold. The
// build writes these words in: of each language, by the English ones.
const words = WORDS;

// How to speak to whoever wishes for these languages, the first one first: what turns the English
// words into others, the language, and its direction.
export default (wanted) => {
  const begin = (tag) => tag.split("-")[0].toLowerCase();
  const find = (tag) => ["en", ...Object.keys(words)].find((own) => begin(own) === begin(tag));
  const lang = find(wanted.find(find) ?? "en");
  const say = (english) => words[lang]?.[english] ?? english;
  return [say, lang, lang === "ar" ? "rtl" : "ltr"];
};
