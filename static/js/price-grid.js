// The grid of a price list: moves between cells by keys, takes what was copied from a spreadsheet, and saves a
// row when it is left. Without this the button saves all of them.

const cellsOf = (row) => [...row.querySelectorAll("input[type='text']")];
const shownOf = (input) => input.parentElement.querySelector("input[type='hidden']");
const isChanged = (input) => input.value.trim() !== shownOf(input).value;

const move = (input, down, across) => {
  const row = input.closest("tr");
  const rows = [...row.parentElement.rows];
  const place = cellsOf(row).indexOf(input);
  const target = rows[rows.indexOf(row) + down];
  const cell = target && cellsOf(target)[place + across];
  if (!cell) return false;
  cell.focus();
  cell.select();
  return true;
};

const tell = (input, words) => {
  input.parentElement.querySelector(".price-grid-error").textContent = words;
  if (words) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${input.name}-error`);
  } else {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
};

const save = async (form, inputs) => {
  const changed = inputs.filter(isChanged);
  if (!changed.length) return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.querySelector("[name='csrfmiddlewaretoken']").value);
  const sent = new Map(changed.map((input) => [input, input.value.trim()]));
  for (const [input, value] of sent) {
    body.set(input.name, value);
    body.set(shownOf(input).name, shownOf(input).value);
  }
  const answer = await fetch(window.location.href, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) return; // the button tells why
  const { errors } = await answer.json();
  for (const [input, value] of sent) {
    tell(input, errors[input.name] || "");
    if (!errors[input.name]) shownOf(input).value = value && Number.isNaN(Number(value)) ? value : plain(value);
  }
  form.querySelector("[data-status]").textContent = Object.keys(errors).length ? "" : form.dataset.saved;
};

// As the server writes it the next time: two decimals.
const plain = (value) => (value === "" ? "" : Number(value).toFixed(2));

const paste = (input, text) => {
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  if (lines.length === 1 && lines[0].length === 1) return false;
  const row = input.closest("tr");
  const rows = [...row.parentElement.rows].slice([...row.parentElement.rows].indexOf(row));
  const place = cellsOf(row).indexOf(input);
  const filled = [];
  lines.forEach((cells, down) => {
    const targets = rows[down] ? cellsOf(rows[down]).slice(place) : [];
    cells.forEach((value, across) => {
      if (!targets[across]) return;
      targets[across].value = value.trim();
      filled.push(targets[across]);
    });
  });
  save(input.form, filled);
  return true;
};

for (const form of document.querySelectorAll("[data-price-grid]")) {
  form.addEventListener("keydown", (event) => {
    const input = event.target.closest("input[type='text']");
    if (!input) return;
    const steps = { ArrowDown: [1, 0], Enter: [1, 0], ArrowUp: [-1, 0] };
    const step = steps[event.key];
    if (step && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (!move(input, ...step) && event.key === "Enter") form.requestSubmit();
    }
  });
  form.addEventListener("paste", (event) => {
    const input = event.target.closest("input[type='text']");
    if (input && paste(input, event.clipboardData.getData("text"))) event.preventDefault();
  });
  form.addEventListener("focusout", (event) => {
    const row = event.target.closest("tr");
    if (row && !row.contains(event.relatedTarget)) save(form, cellsOf(row));
  });
}
