/* The customer's page: forms open in a dialog, the timeline changes in place, keys lead on. Every link and form
   works without this; what is asked of the server is what the page of that address answers to X-Fragment. */
const page = document.querySelector("[data-customer-page]");
const asked = { headers: { "X-Fragment": "1" }, credentials: "same-origin" };
const NO_CONTENT = 204;
const MOST_ERRORS = 500;
let opener = null; // what gets the focus back when the dialog closes

function composeDialog() {
  let dialog = document.getElementById("compose-dialog");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "compose-dialog";
    dialog.className = "compose-dialog backoffice";
    dialog.setAttribute("aria-labelledby", "compose-title");
    dialog.addEventListener("close", () => { opener?.focus({ preventScroll: true }); });
    document.body.append(dialog);
  }
  return dialog;
}

function showForm(dialog, html) {
  const files = dialog.querySelector("input[type=file]");
  dialog.innerHTML = html;
  const fresh = dialog.querySelector("input[type=file]");
  if (files && fresh && files.files.length) {
    fresh.replaceWith(files); // chosen files are no text that a form could carry back
  }
  const wrong = dialog.querySelector("[aria-invalid=true], .w-field--error :is(input, select, textarea)");
  const first = wrong || dialog.querySelector("textarea, input[name=subject], button.no");
  if (first) {
    first.focus();
  }
}

async function openForm(url, link) {
  opener = link.closest("details")?.querySelector("summary") || link;
  const dialog = composeDialog();
  // What was begun and not sent is there again when the same form is opened.
  if (dialog.dataset.url !== url || !dialog.querySelector("form")) {
    const answer = await fetch(url, asked);
    if (!answer.ok) {
      window.location.assign(url);
      return;
    }
    const html = await answer.text();
    dialog.replaceChildren();
    dialog.showModal();
    showForm(dialog, html);
    dialog.dataset.url = url;
    return;
  }
  dialog.showModal();
}

async function sendForm(form, submitter) {
  const dialog = form.closest("dialog");
  if (!dialog || dialog.dataset.busy) {
    return;
  }
  dialog.dataset.busy = "1";
  try {
    const body = new FormData(form, submitter);
    const answer = await fetch(form.action, { ...asked, method: "POST", body });
    if (answer.status === NO_CONTENT) {
      const url = new URL(answer.headers.get("X-Location"), window.location.href);
      dialog.close();
      dialog.replaceChildren();
      if (url.pathname === window.location.pathname && url.search === window.location.search) {
        window.location.hash = url.hash;
        window.location.reload();
      } else {
        window.location.assign(url);
      }
    } else if (answer.status < MOST_ERRORS && answer.headers.get("Content-Type").startsWith("text/html")) {
      showForm(dialog, await answer.text());
    } else {
      throw new Error(String(answer.status));
    }
  } catch {
    form.submit(); // the browser says what is wrong better than we could
  } finally {
    delete dialog.dataset.busy;
  }
}

/* The timeline in place: the address of the page follows, so that it can be sent to a colleague. */
async function showPart(url) {
  const timeline = document.querySelector("[data-timeline]");
  const answer = await fetch(url, asked);
  if (!answer.ok) {
    window.location.assign(url);
    return;
  }
  const text = document.activeElement?.matches("[data-timeline-search]");
  timeline.outerHTML = await answer.text();
  const fresh = document.querySelector("[data-timeline]");
  const found = new URL(url, window.location.href).search;
  window.history.replaceState(null, "", window.location.pathname + found);
  fresh.querySelector("[data-timeline-status]").textContent =
    String(fresh.querySelectorAll("li.line").length);
  if (text) {
    fresh.querySelector("[data-timeline-search]").focus();
  } else {
    (fresh.querySelector("[aria-current]") || fresh.querySelector("a")).focus({ preventScroll: true });
  }
}

function onClick(event) {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) {
    return;
  }
  if (link.matches("[data-compose]")) {
    event.preventDefault();
    link.closest("details[open]")?.removeAttribute("open");
    openForm(link.href, link);
  } else if (link.matches("[data-compose-close]") && link.closest("dialog")) {
    event.preventDefault();
    const dialog = link.closest("dialog");
    dialog.close();
    dialog.replaceChildren();
  } else if (link.matches("[data-part]")) {
    event.preventDefault();
    showPart(link.href);
  } else if (link.matches("[data-copy]") && navigator.clipboard) {
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(() => { link.classList.add("copied"); });
  }
}

function onSubmit(event) {
  const form = event.target;
  if (event.submitter?.matches("[data-plain]")) {
    return;
  }
  if (form.matches("[data-compose-form]") && form.closest("dialog")) {
    event.preventDefault();
    sendForm(form, event.submitter);
  } else if (form.matches("form[data-part]")) {
    event.preventDefault();
    const filled = Array.from(new FormData(form)).filter(([, value]) => value);
    const query = new URLSearchParams(filled).toString();
    showPart(form.action + (query ? `?${query}` : ""));
  }
}

function onChange(event) {
  if (event.target.matches(".timeline-search select")) {
    event.target.form.requestSubmit();
  }
}

function onKey(event) {
  const form = event.target.closest("[data-compose-form]");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".compose-actions button[type=submit]"));
  }
  const isTyping = event.target.closest("input, textarea, select, [contenteditable], dialog");
  const keys = document.querySelector("[data-backoffice-keys]");
  const isOn = keys?.dataset.backofficeKeys !== "off" && !isTyping;
  if (isOn && event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    event.stopImmediatePropagation();
    document.querySelector("[data-timeline-search]")?.focus();
  }
}

/* Previous and next customer, of the list one came from: `backoffice-list.js` keeps its rows. */
const LIST = "kiln-list";

function keptList() {
  try {
    return JSON.parse(window.sessionStorage.getItem(LIST) || "null");
  } catch {
    return null;
  }
}

async function beyond(list, url, isNext) {
  const answer = url ? await fetch(url, { credentials: "same-origin" }) : null;
  if (!answer?.ok) {
    return "";
  }
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  const rows = Array.from(found.querySelectorAll("#listing-results tbody tr td.title a[href]"), (a) => a.getAttribute("href"));
  const link = (name) => found.querySelector(`#listing-results .pagination .${name} a[href]`)?.getAttribute("href") || "";
  const at = (href) => (href ? new URL(href, new URL(url, window.location.href)).href : "");
  const fresh = { ...list, url, rows, next: at(link("next")), previous: at(link("prev")) };
  window.sessionStorage.setItem(LIST, JSON.stringify(fresh));
  return (isNext ? rows[0] : rows[rows.length - 1]) || "";
}

function setUpSteps() {
  const nav = document.querySelector("[data-list-steps]");
  const list = keptList();
  const place = list ? list.rows.indexOf(window.location.pathname) : -1;
  if (!nav || place < 0) {
    return;
  }
  const step = (key, label, sign, href, more, isNext) => {
    if (!href && !more) {
      return;
    }
    const link = document.createElement("a");
    link.href = href || more;
    link.dataset.key = key;
    link.setAttribute("aria-keyshortcuts", key);
    link.setAttribute("aria-label", label);
    link.textContent = sign;
    if (!href) {
      link.addEventListener("click", async (event) => {
        event.preventDefault();
        window.location.assign((await beyond(list, more, isNext)) || more);
      });
    }
    nav.append(link);
  };
  step("k", nav.dataset.previous, "‹ k", list.rows[place - 1], list.previous, false);
  const back = document.createElement("a");
  back.href = list.url;
  back.textContent = nav.dataset.back;
  nav.append(back);
  step("j", nav.dataset.next, "j ›", list.rows[place + 1], list.next, true);
  nav.hidden = false;
}

if (page) {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("change", onChange);
  window.addEventListener("keydown", onKey, true);
  setUpSteps();
}
