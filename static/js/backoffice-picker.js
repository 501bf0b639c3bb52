/* Records that are picked one by one: a combobox over what the server finds, and the list of what was picked. */

(() => {
  const PAUSE = 200;

  function start(box) {
    const input = box.querySelector("input[type=search]");
    const found = box.querySelector("[role=listbox]");
    const picked = box.querySelector("[data-picked]");
    const told = box.querySelector("[data-told]");
    let timer = 0, asking = null, active = -1;
    const options = () => [...found.querySelectorAll("[role=option]")];

    const changed = () => input.dispatchEvent(new Event("change", { bubbles: true }));
    const mark = (place) => {
      active = place;
      options().forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
      const option = options()[place];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };
    const close = () => {
      window.clearTimeout(timer);
      asking?.abort();
      found.hidden = true;
      input.setAttribute("aria-expanded", "false");
      mark(-1);
    };
    const pick = (pk, label) => {
      if (!picked.querySelector(`input[value="${CSS.escape(pk)}"]`)) {
        const row = document.createElement("li");
        const value = Object.assign(document.createElement("input"), { type: "hidden", name: box.dataset.name, value: pk });
        const words = Object.assign(document.createElement("span"), { textContent: label });
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: box.dataset.remove });
        button.className = "button button-small button-secondary";
        button.dataset.takeAway = "";
        button.append(Object.assign(document.createElement("span"), { className: "w-sr-only", textContent: ` ${label}` }));
        row.append(value, words, button);
        picked.append(row);
      }
      input.value = "";
      told.textContent = label;
      close();
      changed();
    };
    const show = (results) => {
      found.replaceChildren(...results.map(({ pk, label }, index) => {
        const option = Object.assign(document.createElement("li"), { id: `${found.id}-${index}`, textContent: label });
        option.setAttribute("role", "option");
        option.addEventListener("click", () => pick(String(pk), label));
        return option;
      }));
      mark(-1);
      found.hidden = !results.length;
      input.setAttribute("aria-expanded", String(Boolean(results.length)));
      told.textContent = results.length ? "" : box.dataset.nothing;
      told.classList.toggle("w-sr-only", Boolean(results.length));
    };
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const address = new URL(box.dataset.url, document.baseURI);
      address.searchParams.set("q", input.value);
      try {
        const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
        if (answer.ok) show((await answer.json()).results);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };

    input.addEventListener("input", () => {
      window.clearTimeout(timer);
      if (input.value.trim()) timer = window.setTimeout(ask, PAUSE);
      else close();
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const count = options().length;
      if (event.key === "Enter") { // never the form's
        event.preventDefault();
        if (!found.hidden && count) options()[Math.max(active, 0)].click();
        return;
      }
      if (found.hidden) return;
      if (event.key === "ArrowDown") mark(active + 1 < count ? active + 1 : -1);
      else if (event.key === "ArrowUp") mark(active < 0 ? count - 1 : active - 1);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);
    found.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    picked.addEventListener("click", (event) => {
      const button = event.target.closest("[data-take-away]");
      if (!button) return;
      button.closest("li").remove();
      input.focus();
      changed();
    });
  }

  const startOnce = (box) => {
    if (box && !box.dataset.started) {
      box.dataset.started = "1";
      start(box);
    }
  };
  const startAll = () => document.querySelectorAll("[data-picker]").forEach(startOnce);
  // One in a form that came later, as in a dialog, begins when somebody turns to it.
  for (const kind of ["focusin", "pointerdown"]) {
    document.addEventListener(kind, (event) => startOnce(event.target.closest?.("[data-picker]")), true);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
