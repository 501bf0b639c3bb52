/* The service worker of work without a network. It stands for one page alone, whose shell holds nothing of a
   customer: the network first, and what was kept of the shell where there is none. Nothing else is kept here;
   customers, notes and orders lie in the page's own database (offline-store.js). */

const KEPT = "kiln-offline-shell";
const PATIENCE = 5000;
const page = new URL("./", self.location.href).pathname;
const PARTS = ["style", "script", "font", "image"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const late = () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));

async function shell(request) {
  const kept = await caches.match(page, { cacheName: KEPT });
  const asked = fetch(request);
  if (!kept) return asked;
  try {
    return await Promise.race([asked, late()]);
  } catch {
    asked.catch(() => {});
    return kept;
  }
}

async function part(request) {
  return (await caches.match(request, { cacheName: KEPT })) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === page) event.respondWith(shell(request));
  } else if (PARTS.includes(request.destination)) event.respondWith(part(request));
});
