// The sheet of filters on a phone: its button sends what was chosen and closes the sheet, so that one tap shows it.

export function setUpFilters(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show-results]");
    const sheet = button?.closest("[popover]");
    if (!sheet?.matches(":popover-open")) return;
    sheet.hidePopover();
    const listing = document.getElementById("listing");
    if (listing && listing.getBoundingClientRect().top < 0) listing.scrollIntoView();
  });
}
