// After an in-place update: focus stays where it was, fields show what the server answered,
// and what changed is said aloud. An updated part says its news in data-announce; a form
// with data-auto sends itself when one of its fields changes.

let focused = null;

const keyOf = (element) => {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  return href ? `a[href="${CSS.escape(href)}"]` : null;
};

function announce() {
  const news = document.querySelector("[data-announce]");
  const region = document.getElementById("announcer");
  const words = news?.dataset.announce.trim();
  if (words && region && region.textContent !== words) region.textContent = words;
}

// A box that somebody clicked no longer follows its attribute, which is all a morph changes.
export function followAttributes(form) {
  for (const box of document.querySelectorAll(`${form} :is([type=checkbox], [type=radio])`)) box.checked = box.defaultChecked;
}

export function setUpUpdates(root) {
  root.addEventListener("htmx:before:swap", () => {
    focused = keyOf(document.activeElement);
  });
  root.addEventListener("htmx:after:swap", () => {
    followAttributes("form[data-auto]");
    if (document.activeElement === document.body && focused) {
      const again = document.querySelector(focused) ?? document.querySelector("[data-focus]");
      again?.focus({ preventScroll: true });
    }
    announce();
  });
  // Enter in a field means both: it has changed, and the form is sent. One of them is enough.
  const waiting = new Set();
  root.addEventListener("submit", (event) => waiting.delete(event.target), true);
  root.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form?.matches("[data-auto]")) return;
    waiting.add(form);
    window.setTimeout(() => {
      if (waiting.delete(form)) form.requestSubmit();
    });
  });
}
