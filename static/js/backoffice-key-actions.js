/* One key for each button of a page that is decided quickly: [data-key] inside [data-key-actions]. Who switched
   shortcuts off in the account's settings has none; typing and combined keys are left alone. */
const page = document.querySelector("[data-key-actions]");
const setting = document.querySelector("[data-backoffice-keys]");

if (page && setting?.dataset.backofficeKeys !== "off") {
  window.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog, [role=dialog]");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
      return;
    }
    const button = page.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (button) {
      event.preventDefault();
      event.stopImmediatePropagation();
      button.click();
    }
  }, true);
}
