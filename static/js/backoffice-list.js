/* Keys of the back office's lists: j, k move along the rows, x ticks, / searches. Enter opens, because
   what is focused is the row's own link. Who switched shortcuts off in the account's settings has none. */
const results = document.getElementById("listing-results");
const keys = document.querySelector("[data-backoffice-keys]");

function setUpKeys() {
  const status = document.createElement("p");
  status.className = "w-sr-only";
  status.setAttribute("role", "status");
  results.after(status);

  function rows() {
    return Array.from(results.querySelectorAll("tbody tr")).filter((row) => {
      return row.querySelector("a[href]");
    });
  }

  function currentRow() {
    return document.activeElement && document.activeElement.closest("#listing-results tbody tr");
  }

  function step(by) {
    const all = rows();
    if (!all.length) {
      return;
    }
    const place = all.indexOf(currentRow());
    const next = place < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(place + by, 0), all.length - 1);
    all[next].querySelector("td.title a[href], a[href]").focus();
    all[next].scrollIntoView({ block: "nearest" });
  }

  function tick() {
    const row = currentRow();
    const box = row && row.querySelector("[data-bulk-action-checkbox]");
    if (!box) {
      return;
    }
    box.click();
    status.textContent = row.querySelector(".title, td a").textContent.trim() + ": " +
      (box.checked ? status.dataset.on : status.dataset.off);
  }

  function search() {
    const field = document.querySelector("[data-search-form] input[type=text], [data-search-form] input[type=search]");
    if (field) {
      field.focus();
      field.select();
    }
    return Boolean(field);
  }

  const bar = document.querySelector("[data-said-on]");
  status.dataset.on = bar ? bar.dataset.saidOn : "";
  status.dataset.off = bar ? bar.dataset.saidOff : "";

  window.addEventListener("keydown", (event) => {
    const target = event.target;
    const isTyping = target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [role=dialog]");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const actions = { j: () => { step(1); }, k: () => { step(-1); }, x: tick };
    let done = false;
    if (actions[event.key]) {
      actions[event.key]();
      done = true;
    } else if (event.key === "/") {
      done = search();
    }
    if (done) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  // One menu of the bar at a time; Escape closes it and gives the focus back.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches && event.target.matches(".backoffice-menu") && event.target.open) {
      document.querySelectorAll(".backoffice-menu[open]").forEach((menu) => {
        if (menu !== event.target) {
          menu.open = false;
        }
      });
    }
  }, true);
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".backoffice-menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

/* Keep which rows stand here and in which order: the page of a record leads on to the next of them. */
function keepRows() {
  const at = (name) => results.querySelector(`.pagination .${name} a[href]`)?.href || "";
  const rows = Array.from(results.querySelectorAll("tbody tr td.title a[href]"), (link) => link.pathname);
  const list = { url: window.location.href, rows, next: at("next"), previous: at("prev") };
  try {
    window.sessionStorage.setItem("kiln-list", JSON.stringify(list));
  } catch {
    // A browser that keeps nothing leads on to nothing.
  }
}

if (results) {
  results.addEventListener("click", (event) => {
    if (event.target.closest("tbody td.title a[href]")) {
      keepRows();
    }
  });
}

if (results && keys?.dataset.backofficeKeys !== "off") setUpKeys();
