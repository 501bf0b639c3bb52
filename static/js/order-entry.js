/* An order that staff write: products are found while one types, keys lead through them, and what changes the sums
   is reckoned at once. Without this each button does the same by a page of its own. */

(() => {
  const PAUSE = 200;
  const form = document.querySelector("[data-order-entry]");
  if (!form) return;
  const input = form.querySelector("#find");
  const found = form.querySelector("#found");
  let timer = 0, asking = null, isAdding = false;

  const buttons = () => [...found.querySelectorAll("button[name=do]")];
  const send = (value) => {
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "do", value });
    form.append(hidden);
    form.submit();
  };
  const look = async () => {
    asking?.abort();
    asking = new AbortController();
    const url = `${form.dataset.products}?${new URLSearchParams({ q: input.value })}`;
    try {
      const answer = await fetch(url, { signal: asking.signal });
      if (answer.ok) found.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE);
  });
  /* Enter adds the first that was found: a barcode reader sends one after each code. */
  input.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" && buttons().length) {
      event.preventDefault();
      buttons()[0].focus();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.isComposing && input.value.trim()) {
      event.preventDefault();
      if (isAdding) return;
      isAdding = true;
      window.clearTimeout(timer);
      await look();
      isAdding = false;
      const [first] = buttons();
      if (first) send(first.value);
    }
  });
  found.addEventListener("keydown", (event) => {
    const place = buttons().indexOf(document.activeElement);
    if (place < 0 || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const next = place + (event.key === "ArrowDown" ? 1 : -1);
    (buttons()[next] ?? (next < 0 ? input : buttons()[place])).focus();
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-look], [name^=quantity-]")) send("save");
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      send("review");
    }
  });
  for (const button of form.querySelectorAll("[data-no-js]")) button.hidden = true;
})();
