// The preview below the steps of a sequence: one frame for each template that a step names, in the language and with
// the customer that are chosen; drawn anew when a step changes.

const LATER = 300;

function chosenTemplates(form) {
  return [...form.querySelectorAll("select[name^='steps-'][name$='-template']")]
    .filter((select) => select.value && !select.closest("[data-inline-panel-child].deleted, [aria-hidden='true']"))
    .map((select) => ({ key: select.value, name: select.selectedOptions[0].text }));
}

function frameAddress(root, key, language, customer) {
  const url = root.dataset.url.replace("/0/", `/${key}/`).replace("/en/", `/${language}/`);
  return customer ? `${url}?customer=${customer}` : url;
}

function draw(root) {
  const form = root.closest("form");
  const target = root.querySelector("[data-preview-frames]");
  const language = root.querySelector("[aria-pressed='true']").dataset.previewLanguage;
  const customer = root.querySelector("[data-preview-customer]")?.value;
  const templates = chosenTemplates(form);
  if (!templates.length) {
    const words = document.createElement("p");
    words.className = "muted";
    words.textContent = root.dataset.none;
    target.replaceChildren(words);
    return;
  }
  target.replaceChildren(
    ...templates.map(({ key, name }) => {
      const frame = document.createElement("iframe");
      frame.className = "mail-frame";
      frame.setAttribute("sandbox", "");
      frame.title = name;
      frame.lang = language;
      frame.src = frameAddress(root, key, language, customer);
      return frame;
    }),
  );
}

function follow(root) {
  let waiting = 0;
  const soon = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => draw(root), LATER);
  };
  root.closest("form").addEventListener("change", soon);
  root.closest("form").addEventListener("click", (event) => {
    if (event.target.closest("[id$='-DELETE-button'], [id$='-ADD']")) soon();
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-preview-language]");
    if (!button) return;
    for (const other of root.querySelectorAll("[data-preview-language]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    draw(root);
  });
  draw(root);
}

for (const root of document.querySelectorAll("[data-sequence-preview]")) follow(root);
