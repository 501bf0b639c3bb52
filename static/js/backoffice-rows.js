/* Rows of a formset: a button adds a blank one, and what was added can be taken away again. Without this
   script the page's own blank rows and its boxes to delete serve. */

function fieldsOf(row) {
  return row.querySelectorAll("input:not([type=hidden]), select, textarea");
}

function removeButton(row, words) {
  const box = row.querySelector("input[type=checkbox][name$='-DELETE']");
  if (!box) {
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small button-secondary";
  button.textContent = words;
  button.addEventListener("click", () => {
    const next = row.nextElementSibling || row.previousElementSibling;
    box.checked = true; // the numbers of the other rows stay as they are
    row.hidden = true;
    if (next && fieldsOf(next).length) {
      fieldsOf(next)[0].focus();
    }
  });
  box.hidden = true;
  box.after(button);
}

function start(table) {
  const total = table.querySelector("input[name$='-TOTAL_FORMS']");
  const most = table.querySelector("input[name$='-MAX_NUM_FORMS']");
  const blank = table.querySelector("template[data-row-template]");
  const button = table.querySelector("[data-row-add]");
  const status = table.querySelector("[data-row-status]");
  const body = table.querySelector("tbody");
  if (!total || !blank || !button || !body) {
    return;
  }
  button.hidden = false;
  button.addEventListener("click", () => {
    const number = Number(total.value);
    if (most && number >= Number(most.value)) {
      return;
    }
    const made = document.createElement("tbody");
    made.innerHTML = blank.innerHTML.replaceAll("__prefix__", String(number));
    const row = made.firstElementChild;
    body.append(row);
    total.value = String(number + 1);
    removeButton(row, table.dataset.inlineRows);
    const first = fieldsOf(row)[0];
    if (first) {
      first.focus();
    }
    if (status) {
      status.textContent = status.dataset.added;
    }
  });
}

document.querySelectorAll("[data-inline-rows]").forEach(start);
