/*
 * Beside the pages: what a phone without a connection still shows. While there is one nothing is
 * answered from here, so no page is ever older than the network's.
 *
 * A page asks to be kept (js/offline.js): origins that were looked at, and the last purchase of a
 * shop on the home screen. A kept page says when it was kept.
 */

const LANGUAGES = ["vi", "en", "id"];
const WORDS = "words";
const FILES = "files";
const KINDS = ["origin", "purchase"];
const MOST = { origin: 30, purchase: 1, [FILES]: 300 };
const PARTS = /(?:href|src)="(\/(?:static|media)\/[^"]+)"/g;
const NOTE = /(<p [^>]*data-kept-as="\w+"[^>]*) hidden>([^<]*)<time><\/time>/;

/* Take out what came first, beyond so many. */
const forget = async (name) => {
  const cache = await caches.open(name);
  const kept = await cache.keys();
  const many = Math.max(0, kept.length - (MOST[name] ?? kept.length));
  await Promise.all(kept.slice(0, many).map((request) => cache.delete(request)));
};

const keepParts = async (text) => {
  const files = await caches.open(FILES);
  const parts = new Set([...text.matchAll(PARTS)].map(([, address]) => address));
  const missing = async (address) => (await files.match(address)) || files.add(address);
  await Promise.allSettled([...parts].map(missing));
  await forget(FILES);
};

/* The page with its note shown: on which day, at what time it was so. */
const dated = (text, language) => {
  const now = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });
  return text.replace(NOTE, `$1>$2<time>${now.format(new Date())}</time>`);
};

/* What the page came with, its policy above all; its text is no longer packed. */
const headersOf = (answer) => {
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return headers;
};

/* A look of ours is no look of a buyer's: `Purpose` keeps it from being counted. */
const keep = async (kind, address) => {
  const answer = await fetch(address, { headers: { Purpose: "prefetch" } });
  if (!answer.ok || answer.redirected) return;
  const text = await answer.text();
  const language = new URL(address).pathname.slice(1, 3);
  const pages = await caches.open(kind);
  await pages.delete(address);
  await pages.put(
    address,
    new Response(dated(text, language), { headers: headersOf(answer) }),
  );
  await forget(kind);
  await keepParts(text);
};

const keepWords = async () => {
  const words = await caches.open(WORDS);
  for (const language of LANGUAGES) {
    const address = `/${language}/offline/`;
    const answer = await fetch(address, { credentials: "omit" });
    await keepParts(await answer.clone().text());
    await words.put(address, answer);
  }
};

/* What a printed code leads to, in whichever language its page was looked at. */
const keptOrigin = async (code) => {
  const pages = await caches.open("origin");
  const all = await pages.keys();
  const page = all.find(({ url }) => new URL(url).pathname.endsWith(`/origin${code}`));
  return page && pages.match(page);
};

const kept = async (request) => {
  const { pathname } = new URL(request.url);
  const language = pathname.slice(1, 3);
  const found =
    (await caches.match(request, { ignoreVary: true })) ?? (await keptOrigin(pathname));
  if (found) return found;
  const said = LANGUAGES.includes(language) ? language : LANGUAGES[0];
  return (await caches.match(`/${said}/offline/`, { ignoreVary: true })) ?? Response.error();
};

const navigate = async (event) => {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return kept(event.request);
  }
};

const part = async (request) => {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreVary: true })) ?? Response.error();
  }
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepWords());
});

self.addEventListener("activate", (event) => {
  const begin = async () => {
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };
  event.waitUntil(begin());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  // Each of them: what is left to the browser it asks for twice, for it was fetched ahead.
  if (request.mode === "navigate") event.respondWith(navigate(event));
  else if (/^\/(?:static|media)\//.test(pathname)) event.respondWith(part(request));
});

self.addEventListener("message", (event) => {
  const { kind, address } = event.data;
  if (!KINDS.includes(kind) || new URL(address).origin !== self.location.origin) return;
  event.waitUntil(keep(kind, address).catch(() => {}));
});
