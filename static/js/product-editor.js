/* The editor of a product: a tab for each language, variants made in place, values filled down, a warning
   before what was typed is left behind. Without it the page is one long form that works the same. */
const form = document.querySelector("[data-product-editor]");

function setUpEditor() {
  let isChanged = Boolean(form.querySelector(".notice"));

  function say(words) {
    form.querySelector("[data-status]").textContent = words;
  }

  function showTab(box, wanted, focus) {
    box.querySelectorAll("[role=tab]").forEach((tab) => {
      const isWanted = tab === wanted;
      tab.setAttribute("aria-selected", String(isWanted));
      tab.tabIndex = isWanted ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isWanted;
    });
    if (focus) {
      wanted.focus();
    }
  }

  function makeTabs(box) {
    const list = box.querySelector("[data-tablist]");
    const panels = Array.from(box.querySelectorAll("[data-tab]"));
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", list.dataset.label);
    panels.forEach((panel) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.id = "tab-" + panel.id;
      tab.textContent = panel.dataset.tab;
      if (panel.dataset.missing) {
        const dot = document.createElement("span");
        dot.textContent = " ·";
        dot.setAttribute("aria-hidden", "true");
        const words = document.createElement("span");
        words.className = "w-sr-only";
        words.textContent = " (" + panel.dataset.missing + ")";
        tab.append(dot, words);
        tab.title = panel.dataset.missing;
      }
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      if ("wrong" in panel.dataset) {
        tab.dataset.wrong = "";
      }
      tab.addEventListener("click", () => { showTab(box, tab, false); });
      list.append(tab);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
    });
    list.addEventListener("keydown", (event) => {
      const tabs = Array.from(list.children);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) {
        event.preventDefault();
        showTab(box, tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length], true);
      }
    });
    list.hidden = false;
    box.classList.add("is-tabbed");
    const first = list.querySelector("[data-wrong]") || list.firstElementChild;
    showTab(box, first, false);
  }

  /* A link of the list of errors leads to a field that may stand in a closed tab or panel. */
  function reveal(field) {
    const panel = field.closest("[role=tabpanel]");
    if (panel && panel.hidden) {
      showTab(panel.closest("[data-tabs]"), document.getElementById(panel.getAttribute("aria-labelledby")), false);
    }
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) {
      box.open = true;
    }
    // Of the editor of a text only what lies behind it has the field's name.
    const shown = field.type === "hidden" ? field.parentElement.querySelector("[role=textbox]") || field : field;
    shown.focus();
    shown.scrollIntoView({ block: "center" });
  }

  function fillDown(field) {
    let name = field.dataset.fillName;
    const all = Array.from(form.querySelectorAll('[data-fill-name="' + name + '"]'));
    all.slice(all.indexOf(field) + 1).forEach((other) => { other.value = field.value; });
    say(form.dataset.saidFilled);
    isChanged = true;
  }

  function makeInPlace(button) {
    const data = new FormData(form, button);
    button.disabled = true;
    fetch(form.action || window.location.href, { method: "POST", body: data, credentials: "same-origin" })
      .then((response) => { return response.text(); })
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html");
        form.querySelectorAll("[data-swap]").forEach((part) => {
          part.replaceWith(fresh.getElementById(part.id));
        });
        form.querySelector("#variants").focus();
        const notice = form.querySelector("#variants .notice, #variants [role=alert]");
        say(notice ? notice.textContent.trim() : "");
        isChanged = true;
        document.dispatchEvent(new CustomEvent("backoffice:swapped"));
      })
      .catch(() => { button.disabled = false; form.requestSubmit(button); });
  }

  form.querySelectorAll("[data-tabs]").forEach(makeTabs);

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-in-place]");
    const link = event.target.closest('.notice a[href^="#id_"]');
    if (button) {
      event.preventDefault();
      makeInPlace(button);
    } else if (link) {
      const field = document.getElementById(link.hash.slice(1));
      if (field) {
        event.preventDefault();
        reveal(field);
      }
    }
  });

  form.addEventListener("keydown", (event) => {
    const isField = event.target.matches("input:not([type=checkbox]):not([type=file]), select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.dataset.fillName) {
      event.preventDefault();
      fillDown(event.target);
    } else if (event.key === "Enter" && isField) {
      // Enter in the panel that makes variants makes them; elsewhere it must not save by accident.
      event.preventDefault();
      const panel = event.target.closest(".matrix");
      if (panel) {
        panel.querySelector("[data-in-place]").click();
      }
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey) && form.querySelector("[name=save]")) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[name=save]"));
    }
  });

  form.addEventListener("input", (event) => {
    isChanged = true;
    let box = event.target.dataset.filter && document.querySelector(event.target.dataset.filter);
    if (box) {
      const words = event.target.value.trim().toLowerCase();
      box.querySelectorAll(".tick").forEach((tick) => {
        tick.hidden = !tick.textContent.toLowerCase().includes(words) && !tick.querySelector(":checked");
      });
    }
  });

  form.addEventListener("submit", () => { isChanged = false; });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged) {
      event.preventDefault();
    }
  });

  const first = form.querySelector("[data-focus]");
  if (first) {
    first.focus();
  }
}

if (form) setUpEditor();
