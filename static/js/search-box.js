// Suggestions while somebody types: a combobox over what the server answers. The form works without it.

const PAUSE = 180;

export function setUpSearchBox(root) {
  for (const input of root.querySelectorAll("input[data-suggest]")) suggest(input);
}

function suggest(input) {
  const list = document.createElement("div");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.role = "listbox";
  list.ariaLabel = input.labels[0]?.textContent ?? "";
  list.hidden = true;
  (input.closest("[data-suggest-box]") ?? input.form).append(list);
  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.ariaExpanded = "false";
  input.setAttribute("aria-controls", list.id);

  let timer = 0, asking = null, active = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];

  const mark = (place) => {
    const all = options();
    active = place;
    for (const [index, option] of all.entries()) option.ariaSelected = String(index === place);
    if (all[place]) {
      input.setAttribute("aria-activedescendant", all[place].id);
      all[place].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    window.clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.ariaExpanded = "false";
    mark(-1);
  };

  const show = (html) => {
    list.innerHTML = html;
    for (const [index, option] of options().entries()) option.id = `${list.id}-${index}`;
    mark(-1);
    const found = list.querySelector("[data-found]");
    list.hidden = !found;
    input.ariaExpanded = String(Boolean(found));
    const region = document.getElementById("announcer");
    if (found && region) region.textContent = found.dataset.found;
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const address = new URL(input.dataset.suggest, document.baseURI);
    address.searchParams.set("q", input.value);
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok) show(await answer.text());
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
    if (list.hidden || event.isComposing) return;
    const count = options().length;
    if (event.key === "ArrowDown") mark(active + 1 < count ? active + 1 : -1);
    else if (event.key === "ArrowUp") mark(active < 0 ? count - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) options()[active].click();
    else if (event.key === "Escape") {
      event.stopPropagation(); // the first closes the list, the second the search line
      close();
    } else return;
    event.preventDefault();
  });
  input.addEventListener("blur", (event) => {
    if (!list.contains(event.relatedTarget)) close();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-value]"); // one that fills the field; others are links
    if (!option) return;
    event.preventDefault();
    input.value = option.dataset.value;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
}
