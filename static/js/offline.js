/* Work without a network: what is written is kept on the device and sent when the network is back, each with a key
   of its own, by which the server takes it once. */

import { all, empty, forgetDay, get, keepShell, put, remove } from "./offline-store.js";
import { drawCustomers, drawDrafts, drawSent, drawWaiting, part, say, word } from "./offline-page.js";

const root = document.querySelector("[data-offline]");
const { user, page, worker, day: dayUrl, notes, orders } = root.dataset;
const MOST_DRAFTS = 50;
const MOST_LINES = Number(root.dataset.mostLines);
let isBusy = false;

class LoggedOut extends Error {}

async function ask(url, options = {}) {
  const headers = { Accept: "application/json, text/plain", ...options.headers };
  const answer = await fetch(url, { ...options, headers, redirect: "manual", credentials: "same-origin" });
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new LoggedOut();
  return answer;
}

async function draw() {
  const [day, known, drafts] = [(await get("meta", "day"))?.value, await all("customers"), await all("drafts")];
  drafts.sort((one, other) => one.written_at.localeCompare(other.written_at));
  drawCustomers(day, known);
  drawDrafts(drafts);
  drawWaiting(day?.waiting ?? []);
}

/* What was taken along is forgotten after a day, and all of it when somebody else comes in. */
async function lookAfter() {
  const owner = (await get("meta", "owner"))?.value;
  if (owner && owner !== user) await empty();
  await put("meta", { name: "owner", value: user });
  const day = (await get("meta", "day"))?.value;
  if (day && Date.now() - Date.parse(day.at) > day.kept_seconds * 1000) await forgetDay();
}

async function takeAlong() {
  const answer = await ask(dayUrl);
  if (!answer.ok) throw new LoggedOut();
  const { csrf, ...day } = await answer.json();
  if (String(day.user) !== user) {
    await empty();
    window.location.reload();
    throw new LoggedOut();
  }
  await put("meta", { name: "day", value: day });
  const wanted = new Set(day.customers.map((each) => each.id));
  for (const each of await all("customers")) if (!wanted.has(each.id)) await remove("customers", each.id);
  return { csrf, day };
}

async function readCustomers(day) {
  for (const { id, url } of day.customers) {
    const answer = await ask(url);
    if (answer.ok) await put("customers", await answer.json());
    else await remove("customers", id);
  }
}

async function wordsOf(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text).words ?? "";
  } catch {
    return answer.status === 404 ? word("gone") : word("forbidden");
  }
}

async function sendOne(draft, csrf) {
  const { key, customer, written_at, text, lines } = draft;
  const answer = await ask(draft.kind === "note" ? notes : orders, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ key, customer, written_at, text, lines }),
  });
  if (answer.ok) {
    drawSent(draft, await answer.json());
    await remove("drafts", key);
  } else if (answer.status < 500 && answer.status !== 429) {
    await put("drafts", { ...draft, words: await wordsOf(answer) });
  } else throw new Error(`answered ${answer.status}`);
}

async function send(csrf) {
  const drafts = await all("drafts");
  drafts.sort((one, other) => one.written_at.localeCompare(other.written_at));
  for (const draft of drafts) await sendOne(draft, csrf);
  return drafts.length;
}

async function goOn() {
  const { csrf, day } = await takeAlong();
  const number = await send(csrf);
  await draw();
  const now = number ? (await takeAlong()).day : day;
  await readCustomers(now);
  await keepShell(page);
}

/* One tab at a time, where the browser can say so; the server takes each once in any case. */
const alone = (act) => (navigator.locks ? navigator.locks.request("kiln-offline", act) : act());

async function refresh() {
  if (isBusy) return;
  if (!navigator.onLine) {
    say("offline", "off");
    return;
  }
  isBusy = true;
  say("busy", "on");
  try {
    await alone(goOn);
    say("online", "on");
  } catch (error) {
    if (error instanceof LoggedOut) say("logged-out", "off");
    else say("unreachable", "off");
  } finally {
    isBusy = false;
    await draw();
  }
}

function linesOf(form, known) {
  const found = [];
  for (const field of form.querySelectorAll("[name^=pieces-]")) {
    const quantity = Number(field.value || 0);
    if (!Number.isInteger(quantity) || quantity < 0) return null;
    const product = known.products.find((each) => `pieces-${each.product}` === field.name);
    if (!quantity || !product) continue;
    const { title, price, currency } = product;
    found.push({ product: product.product, title, quantity, price, currency });
  }
  return found;
}

async function written(form) {
  const { kind } = form.dataset;
  const box = form.closest("[data-customer]");
  const known = await get("customers", Number(box.dataset.customer));
  const text = form.elements.text.value.trim();
  const lines = kind === "order" ? linesOf(form, known) : [];
  if (!lines) return { problem: word("whole") };
  if (kind === "order" && !lines.length) return { problem: word("no-lines") };
  if (lines.length > MOST_LINES) return { problem: word("many-lines", { number: MOST_LINES }) };
  if (kind === "note" && !text) return { problem: word("no-text") };
  if ((await all("drafts")).length >= MOST_DRAFTS) return { problem: word("full", { number: MOST_DRAFTS }) };
  const at = new Date().toISOString();
  return {
    draft: { key: crypto.randomUUID(), kind, customer: known.id, name: known.name, written_at: at, text, lines },
  };
}

async function keep(form) {
  const { draft, problem } = await written(form);
  const said = form.querySelector("[data-said]");
  said.textContent = problem ?? word("kept");
  said.classList.toggle("bad", Boolean(problem));
  if (!draft) return;
  await put("drafts", draft);
  form.reset();
  await draw();
  await refresh();
}

root.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-kind]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  try {
    await keep(form);
  } catch {
    form.querySelector("[data-said]").textContent = word("no-room");
  } finally {
    button.disabled = false;
  }
});

root.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  if (button.dataset.do === "refresh") await refresh();
  else if (button.dataset.do === "remove" && window.confirm(word("really-remove"))) {
    await remove("drafts", button.closest("[data-draft]").dataset.draft);
    await draw();
  } else if (button.dataset.do === "empty" && window.confirm(word("really-empty"))) {
    await empty();
    await draw();
  }
});

window.addEventListener("online", refresh);
window.addEventListener("offline", () => say("offline", "off"));

if ("indexedDB" in window && "serviceWorker" in navigator) {
  navigator.serviceWorker.register(worker).catch(() => say("no-worker", "off"));
  lookAfter()
    .then(draw)
    .then(refresh)
    .catch(() => say("no-room", "off"));
} else say("no-worker", "off");
