/* Cells of a list that are changed in place: the button's link answers with the form, the form with the new value, with
   what is wrong (422) or with what somebody else saved meanwhile (409). Escape gives up. Without a script the link works. */
const results = document.getElementById("listing-results");
const open = new WeakMap();

const fetched = (url, init = {}) => fetch(url, { ...init, headers: { "X-Requested-With": "fetch", Accept: "text/html" } });

function close(cell) {
  const { parts, opener } = open.get(cell) || {};
  if (!parts) return;
  cell.replaceChildren(...parts);
  open.delete(cell);
  opener.focus();
}

function show(cell, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  cell.replaceChildren(holder.content);
  cell.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

async function start(opener) {
  const cell = opener.closest("td");
  opener.setAttribute("aria-busy", "true");
  try {
    const answer = await fetched(opener.href);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const html = await answer.text();
    open.set(cell, { parts: [...cell.childNodes], opener });
    show(cell, html);
  } catch {
    window.location.href = opener.href; // the page says what is wrong
  } finally {
    opener.removeAttribute("aria-busy");
  }
}

async function send(form) {
  const cell = form.closest("td");
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  try {
    const answer = await fetched(form.action, { method: "POST", body: new FormData(form) });
    const html = await answer.text();
    if (answer.ok && !answer.redirected) {
      const value = new DOMParser().parseFromString(html, "text/html").querySelector("[data-inline-value]");
      open.get(cell).opener.parentElement.querySelector("[data-inline-value]").replaceWith(value);
      close(cell);
    } else if (answer.status === 422 || answer.status === 409) {
      show(cell, html);
    } else {
      form.submit();
    }
  } catch {
    button.disabled = false; // what was typed stays; the network is away
    button.focus();
  }
}

results?.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-inline-edit]");
  const cancel = event.target.closest("[data-inline-cancel]");
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    start(opener);
  } else if (cancel) {
    event.preventDefault();
    close(cancel.closest("td"));
  }
});
results?.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-inline-form]")) return;
  event.preventDefault();
  send(event.target);
});
results?.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-inline-form]");
  if (form && event.key === "Escape" && !event.isComposing) {
    event.stopPropagation();
    close(form.closest("td"));
  }
});
