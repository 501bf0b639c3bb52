// After an in-place update: focus stays on the same control, and what changed is said aloud.
// An updated part says its news in data-announce; a form with data-auto sends itself.

let focused = null;

const keyOf = (element) => {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.name) return `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
  const href = element.getAttribute?.("href");
  return href ? `a[href="${CSS.escape(href)}"]` : null;
};

const announce = () => {
  const news = document.querySelector("[data-announce]");
  const region = document.getElementById("announcer");
  if (news && region && region.textContent !== news.dataset.announce) region.textContent = news.dataset.announce;
};

export function setUpUpdates(root) {
  root.addEventListener("htmx:before:swap", () => {
    focused = keyOf(document.activeElement);
  });
  root.addEventListener("htmx:after:swap", () => {
    if (document.activeElement === document.body && focused) {
      const again = document.querySelector(focused) ?? document.querySelector("[data-focus]");
      again?.focus({ preventScroll: true });
    }
    announce();
  });
  root.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-auto]")) form.requestSubmit();
  });
}
