{% load campaign %}{% autoescape off %}// Keeps the field kit on the tablet. It never touches what was written: that lies elsewhere.
// A new version waits here until the person at the table asks for it.
const VERSION = "{{ version }}";
const FAMILY = "kit-{{ language }}-";
const CACHE = FAMILY + VERSION;
const PAGE = "{{ page }}";
const SCOPE = "{{ scope }}";
const FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

self.addEventListener("install", (event) => event.waitUntil(fill()));

async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all([PAGE, ...FILES].map(async (address) => {
    const response = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
    const version = response.headers.get("X-Kit-Version");
    // A login page or a page of another version must never take the app's place.
    if (!response.ok || response.redirected || (address === PAGE && version !== VERSION)) {
      throw new Error(`Not the app: ${address}`);
    }
    await cache.put(address, response);
  }));
}

self.addEventListener("activate", (event) => event.waitUntil(tidy()));

async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith(FAMILY) && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
  if (event.data === "who" && event.ports[0]) event.waitUntil(answer(event.ports[0]));
});

async function answer(port) {
  const cache = await caches.open(CACHE);
  const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
  port.postMessage({ version: VERSION, complete: [PAGE, ...FILES].every((f) => kept.includes(f)) });
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && url.pathname === PAGE;
  // Everything else, the records above all, goes straight to the network.
  if (isPage || FILES.includes(url.pathname)) event.respondWith(fromCache(isPage ? PAGE : url.pathname, request));
  else if (request.mode === "navigate") event.respondWith(orTheKit(url.pathname, request));
});

// My sessions and one session: without network the kit shows them.
async function orTheKit(path, request) {
  try {
    return await fetch(request);
  } catch (error) {
    const [, rest] = path.split(SCOPE);
    const session = rest?.match(/^sessies\/(\d+)\/$/);
    if (rest !== "" && !session) throw error;
    return Response.redirect(PAGE + (session ? `#/sessie/${session[1]}` : ""));
  }
}

async function fromCache(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) || fetch(request);
}
{% endautoescape %}
