(async (url) => {
const began = Date.now(), now = () => Date.now() - began, root = new URL("/", url)
const trace = (2 ** 31 * (1 + Math.random()) >>> 0).toString(16)
url.search ||= root.search = "wsd=" + trace
const get = (url, how) => fetch(url.href.replace("ws", "http"), { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(4e3), ...how })
const dial = () => new Promise((done) => {
 let ws, timer, open, bad, heard, from = now()
 const after = (ms, then) => (clearTimeout(timer), timer = setTimeout(then, ms))
 const end = (...how) => (clearTimeout(timer), ws?.close(), done([from, bad ?? now(), ...how]))
 try { ws = new WebSocket(url) } catch (error) { return end("T", error.name) }
 after(4e3, () => end("N"))
 ws.onmessage = () => heard = 1
 ws.onerror = () => open ?? after(400, () => end("R", "", 1), bad = now())
 ws.onclose = ({ code, wasClean }) => end(open ? "D" : "R", code, +(bad >= 0), +wasClean, open)
 ws.onopen = () => after(800, () => {
  ws.onclose = () => end("H", open)
  ws.close(1000)
  after(2e3, () => end(heard ? "H" : "S", open))
 }, open = now())
})
const ask = async (url, from = now()) => [from, await Promise.all([{ mode: "no-cors" }, { redirect: "manual" }].map(async (how) => {
 try {
  const got = await get(url, how), took = now() - from
  if (got.type[0] == "o") return took + got.type
  const text = await got.text()
  return [took + "a" + got.status, got.headers.get("server"), got.ok ? /<html/i.exec(text) + text.length : text.slice(0, 512)].map(encodeURIComponent).join(":")
 } catch (error) { return now() - from + error.name }
})), now()]
const seen = await Promise.all([dial(), ask(url), ask(root)])
if (/,[RD],/.test(seen[0])) {
 await get(root, { mode: "no-cors", credentials: "include" }).catch(() => 0)
 seen.push(await dial())
}
console.log(["ws-doctor:1", began, location.origin, trace, url.origin, ...seen, "."].join(" "))
})
