/* The page of offline work, drawn from its templates: the customers of a day with a note and an order each, what
   waits on the device, what waits for a look. Words come from the page, values are set as text. */

const root = document.querySelector("[data-offline]");
const words = document.getElementById("offline-words").content;
const language = document.documentElement.lang || "en";

export function word(name, values = {}) {
  const text = words.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  return Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, value), text);
}

export const part = (name) => root.querySelector(`[data-${name}]`);
const made = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);
const when = (moment) =>
  new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" }).format(new Date(moment));

function fill(element, values) {
  for (const [name, value] of Object.entries(values)) {
    const slot = element.querySelector(`[data-slot="${name}"]`);
    slot.textContent = value ?? "";
    slot.hidden = !value;
  }
  return element;
}

/* What was typed and what is open outlasts a refresh. */
function typed() {
  const found = new Map();
  for (const each of root.querySelectorAll("[data-customer]")) {
    const values = new Map([...each.querySelectorAll("input, textarea")].map((field) => [field.name, field.value]));
    found.set(each.dataset.customer, { isOpen: each.open, values });
  }
  return found;
}

function product(row) {
  const element = fill(made("offline-product"), {
    title: row.title,
    sku: row.sku,
    price: row.price_text,
    stock: row.stock,
  });
  const field = element.querySelector("input");
  field.name = `pieces-${row.product}`;
  field.disabled = !row.is_available;
  return element;
}

function openMatter(item) {
  const element = document.createElement("li");
  element.textContent = item.note ? `${item.label} · ${item.note}` : item.label;
  if (item.tone === "bad") element.className = "bad";
  return element;
}

function customer(row, known, before) {
  const element = made("offline-customer");
  element.dataset.customer = row.id;
  fill(element, {
    name: row.name,
    subject: row.subject,
    talk: known?.talk ? word("talk", { day: when(known.talk.at), text: known.talk.text }) : "",
    seen: known ? word("seen", { time: when(known.at) }) : word("unseen"),
  });
  const phone = element.querySelector("[data-slot=phone]");
  phone.hidden = !known?.phone;
  phone.textContent = known?.phone ?? "";
  if (known?.phone) phone.href = `tel:${known.phone}`;
  const matters = known?.open ?? [];
  element.querySelector("[data-matters]").hidden = !matters.length;
  element.querySelector("[data-open]").append(...matters.map(openMatter));
  const order = element.querySelector("form[data-kind=order]");
  order.hidden = !known?.may_order || !known.products.length;
  order.querySelector("[data-products]").append(...(known?.products ?? []).map(product));
  element.querySelector("form[data-kind=note]").hidden = !known?.may_note;
  element.querySelector("[data-usual]").hidden = !known?.may_order || Boolean(known.products.length);
  if (before) {
    element.open = before.isOpen;
    for (const field of element.querySelectorAll("input, textarea")) field.value = before.values.get(field.name) ?? "";
  }
  return element;
}

export function drawCustomers(day, known) {
  const before = typed();
  const rows = day?.customers ?? [];
  const byId = new Map(known.map((each) => [each.id, each]));
  const list = part("customers");
  const focused = document.activeElement?.name;
  const within = document.activeElement?.closest?.("[data-customer]")?.dataset.customer;
  list.replaceChildren(...rows.map((row) => customer(row, byId.get(row.id), before.get(String(row.id)))));
  if (focused && within) list.querySelector(`[data-customer="${within}"] [name="${focused}"]`)?.focus();
  part("no-customers").hidden = rows.length > 0;
  part("no-customers").textContent = word(day ? "nobody" : "nothing");
  part("fetched").textContent = day ? word("fetched", { time: when(day.at) }) : "";
}

function draft(row) {
  const element = made("offline-draft");
  element.dataset.draft = row.key;
  const pieces = (row.lines ?? []).map((line) => `${line.quantity} × ${line.title}`).join(", ");
  return fill(element, {
    name: row.name,
    kind: word(row.kind),
    time: when(row.written_at),
    what: [pieces, row.text].filter(Boolean).join(" · "),
    problem: row.words ? word("refused", { words: row.words }) : "",
  });
}

export function drawDrafts(rows) {
  part("drafts").replaceChildren(...rows.map(draft));
  part("no-drafts").hidden = rows.length > 0;
  part("send").hidden = !rows.length;
}

/* An order that waits for a look, or something that was just sent: a link each. */
function link(list, name, url, text) {
  const element = made("offline-link");
  const anchor = element.querySelector("a");
  anchor.href = url;
  anchor.textContent = name;
  element.querySelector("span").textContent = text;
  list.append(element);
}

export function drawWaiting(rows) {
  part("waiting").replaceChildren();
  for (const row of rows) link(part("waiting"), row.name, row.url, word("differs"));
  part("to-confirm").hidden = !rows.length;
}

export function drawSent(row, answer) {
  link(part("sent"), row.name, answer.url, word(`${row.kind}-${answer.state}`));
  part("were-sent").hidden = false;
}

export function say(name, tone, values) {
  const status = part("status");
  status.className = `offline-status offline-status--${tone}`;
  const text = word(name, values);
  if (status.textContent !== text) status.textContent = text;
}
