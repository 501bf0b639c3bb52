// After something was added, the answer carries the drawer with data-show: it opens.

export function setUpBasket(root) {
  root.addEventListener("htmx:after:swap", () => {
    const drawer = document.querySelector("#basket-drawer[data-show]");
    if (!drawer || drawer.open) return;
    delete drawer.dataset.show;
    drawer.showModal();
  });
}
