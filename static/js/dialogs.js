// [data-open="ID"] opens a <dialog>, [data-close] and a click beside it close it.
// The browser keeps focus inside, closes on Escape and gives focus back.

export function setUpDialogs(root) {
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.open);
      if (dialog) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const dialog = event.target.closest("dialog[open]");
    if (dialog && (event.target.closest("[data-close]") || event.target === dialog)) dialog.close();
  });
}
