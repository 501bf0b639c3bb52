/* What the page of offline work keeps on the device: whose it is, the customers of their day, and what they wrote.
   One IndexedDB; log-out empties it (Clear-Site-Data), and so does anybody else who comes in on this device. */

const NAME = "kiln-offline", VERSION = 1;
const STORES = { meta: "name", customers: "id", drafts: "key" };
export const SHELL = "kiln-offline-shell";

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function open() {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    for (const [store, keyPath] of Object.entries(STORES)) request.result.createObjectStore(store, { keyPath });
  };
  return done(request);
}

async function within(store, mode, act) {
  const database = await open();
  try {
    const transaction = database.transaction(store, mode);
    const result = await done(act(transaction.objectStore(store)));
    if (mode === "readwrite") {
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    }
    return result;
  } finally {
    database.close();
  }
}

export const all = (store) => within(store, "readonly", (found) => found.getAll());
export const get = (store, key) => within(store, "readonly", (found) => found.get(key));
export const put = (store, value) => within(store, "readwrite", (found) => found.put(value));
export const remove = (store, key) => within(store, "readwrite", (found) => found.delete(key));
const clear = (store) => within(store, "readwrite", (found) => found.clear());

/* Forget what was taken along; what was written stays until it is sent. */
export async function forgetDay() {
  await clear("customers");
  await remove("meta", "day");
}

export async function empty() {
  for (const store of Object.keys(STORES)) await clear(store);
  if ("caches" in window) await caches.delete(SHELL);
}

/* Keep the page and what it is made of, so that it opens without a network. */
export async function keepShell(page) {
  if (!("caches" in window)) return;
  const parts = performance
    .getEntriesByType("resource")
    .map((entry) => new URL(entry.name))
    .filter((url) => url.origin === window.location.origin && !url.pathname.startsWith(page));
  const wanted = [page, ...new Set(parts.map((url) => url.href))];
  const kept = await caches.open(SHELL);
  await kept.addAll(wanted);
  const names = new Set(wanted.map((name) => new URL(name, window.location.href).href));
  for (const request of await kept.keys()) if (!names.has(request.url)) await kept.delete(request);
}
