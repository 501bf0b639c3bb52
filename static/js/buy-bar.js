// On a phone a bar with the price and the button stands at the foot while the product's form is out of sight,
// above the question of consent where that is asked.

let watched = null;

const watcher = () => new IntersectionObserver((entries) => {
  document.body.toggleAttribute("data-buy-bar", !entries.at(-1).isIntersecting);
});

export function setUpBuyBar(root) {
  if (!("IntersectionObserver" in window)) return;
  const observer = watcher();
  const size = new ResizeObserver(measure);

  function measure() {
    const height = document.querySelector(".consent")?.offsetHeight ?? 0;
    document.documentElement.style.setProperty("--below-bar", `${height}px`);
  }

  function watch() {
    const form = document.getElementById("buy");
    if (form !== watched) {
      observer.disconnect();
      watched = form;
      document.body.removeAttribute("data-buy-bar");
      if (form) observer.observe(form);
    }
    size.disconnect();
    const consent = document.querySelector(".consent");
    if (consent) size.observe(consent);
    measure();
  }

  watch();
  root.addEventListener("htmx:after:swap", watch);
}
