/* The search of everything: Ctrl+K (Cmd+K), "/" where the page has no search of its own, the sidebar's search or the
   button open a dialog with a combobox. The server answers with the list; what was asked before is thrown away. Recent
   searches stay in this tab, for this user. Who switched shortcuts off keeps Ctrl+K, which no typing sets off. */
const dialog = document.querySelector("[data-finder]");

function setUp() {
  const PAUSE = 120;
  const MOST_RECENT = 6;
  const input = dialog.querySelector("[role=combobox]");
  const results = dialog.querySelector("[data-finder-results]");
  const status = dialog.querySelector("[data-finder-status]");
  const keys = document.querySelector("[data-backoffice-keys]");
  const place = `finder-${dialog.dataset.user}`;
  let timer = 0, asking = null, active = -1, isPending = false, opensFirst = false;
  const options = () => [...results.querySelectorAll("[role=option]:not([aria-disabled=true])")];

  function recent() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(place) || "[]");
      return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
    } catch {
      return [];
    }
  }
  function keep(texts) {
    try {
      for (const name of Object.keys(sessionStorage)) {
        if (name.startsWith("finder-") && name !== place) sessionStorage.removeItem(name); // somebody else's
      }
      sessionStorage.setItem(place, JSON.stringify(texts.slice(0, MOST_RECENT)));
    } catch { /* no storage: nothing is remembered */ }
  }
  function remember() {
    const text = input.value.trim();
    if (text) keep([text, ...recent().filter((other) => other !== text)]);
  }

  function mark(index) {
    active = index;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = options()[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }
  function shown() {
    const count = options().length;
    input.setAttribute("aria-expanded", String(count > 0));
    mark(count && input.value.trim() ? 0 : -1);
    const none = results.querySelector("[data-none]");
    const option = options()[0];
    status.textContent = none ? none.textContent : option ? `${count}: ${option.textContent.replace(/\s+/g, " ").trim()}` : "";
  }
  function showRecent() {
    const texts = recent();
    results.replaceChildren();
    if (texts.length) {
      const list = Object.assign(document.createElement("div"), { id: "finder-list" });
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", dialog.dataset.recent);
      const head = Object.assign(document.createElement("p"), { className: "finder-group", textContent: dialog.dataset.recent });
      head.setAttribute("role", "presentation");
      list.append(head, ...texts.map((text, index) => {
        const option = Object.assign(document.createElement("div"), {
          className: "finder-hit", id: `finder-recent-${index}`, textContent: text,
        });
        option.setAttribute("role", "option");
        option.dataset.text = text;
        return option;
      }));
      const forget = Object.assign(document.createElement("button"), {
        type: "button", className: "button button-small button-secondary", textContent: dialog.dataset.forget,
      });
      forget.addEventListener("click", () => { keep([]); showRecent(); input.focus(); });
      results.append(list, forget);
    }
    shown();
  }

  async function ask() {
    asking?.abort();
    const mine = asking = new AbortController();
    const address = new URL(dialog.dataset.url, document.baseURI);
    address.searchParams.set("q", input.value);
    address.searchParams.set("part", "1");
    dialog.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const html = await answer.text();
      if (mine !== asking) return;
      const found = document.createElement("template");
      found.innerHTML = html;
      results.replaceChildren(found.content);
      shown();
      isPending = false;
      if (opensFirst && options().length) choose(options()[0]);
    } catch (error) {
      if (error.name === "AbortError" || mine !== asking) return;
      isPending = false;
      results.replaceChildren(Object.assign(document.createElement("p"), {
        className: "finder-none", textContent: dialog.dataset.lost,
      }));
      status.textContent = dialog.dataset.lost;
    }
    opensFirst = false;
    dialog.removeAttribute("aria-busy");
  }
  function typed() {
    window.clearTimeout(timer);
    asking?.abort();
    asking = null;
    opensFirst = false;
    isPending = Boolean(input.value.trim());
    if (isPending) timer = window.setTimeout(ask, PAUSE);
    else showRecent();
  }
  function choose(option) {
    if (option.dataset.text) {
      input.value = option.dataset.text;
      input.focus();
      typed();
      return;
    }
    remember();
    option.click();
  }
  function open() {
    if (dialog.open) return;
    document.querySelectorAll(".backoffice-menu[open]").forEach((menu) => { menu.open = false; });
    dialog.showModal();
    input.focus();
    input.select();
    if (input.value.trim()) typed();
    else showRecent();
  }

  input.addEventListener("input", typed);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = options().length;
    if (event.key === "ArrowDown") mark(count ? (active + 1) % count : -1);
    else if (event.key === "ArrowUp") mark(count ? (active <= 0 ? count : active) - 1 : -1);
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      if (isPending) opensFirst = true;
      else if (options()[active]) choose(options()[active]);
      else return; // the form leads to the page of the search
    } else return;
    event.preventDefault();
  });
  results.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option?.dataset.text) choose(option);
    else if (option?.href) remember();
  });
  dialog.querySelector("form").addEventListener("submit", remember);
  dialog.querySelector("[data-finder-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
  dialog.addEventListener("close", () => {
    window.clearTimeout(timer);
    asking?.abort();
    asking = null;
  });

  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  window.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const opens = event.key.toLowerCase() === "k" && (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;
    if (opens && !target.closest("[contenteditable=true]")) { // there it makes a link
      event.preventDefault();
      if (dialog.open) dialog.close();
      else open();
      return;
    }
    const isPlain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isTyping = target.closest("input, textarea, select, [contenteditable], dialog, [role=dialog]");
    if (isPlain && !isTyping && !event.defaultPrevented && keys?.dataset.backofficeKeys !== "off") {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-finder-open], .sidebar-search");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
}

if (dialog) setUp();
