// Menus are <details data-menu>: they open without script. With it, one is open at a time,
// Escape and a click elsewhere close it, and focus goes back to what opened it.

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

export function setUpMenus(root) {
  // A row of tabs that is wider than a phone shows the one that is open.
  root.querySelector(".account-menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  root.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.("details[data-menu]") || !menu.open) return;
    for (const other of openMenus()) if (other !== menu) other.open = false;
    menu.querySelector("input[type=search]")?.focus();
  }, true);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  root.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  root.addEventListener("focusin", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
}
