// A product's pictures: arrow keys and thumbnails move the row, a click opens the closer look.

const smooth = () => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

function show(gallery, index) {
  const stage = gallery.querySelector("[data-stage]");
  const slides = stage.querySelectorAll("[data-zoom]");
  const wanted = Math.min(Math.max(index, 0), slides.length - 1);
  stage.scrollTo({ left: slides[wanted].offsetLeft - slides[0].offsetLeft, behavior: smooth() });
}

const current = (stage) => Math.round(stage.scrollLeft / stage.clientWidth);

export function setUpGallery(root) {
  root.addEventListener("click", (event) => {
    const gallery = event.target.closest("[data-gallery]");
    if (!gallery) return;
    const thumb = event.target.closest("[data-thumb]");
    const slide = event.target.closest("[data-zoom]");
    if (thumb) {
      event.preventDefault();
      show(gallery, [...gallery.querySelectorAll("[data-thumb]")].indexOf(thumb));
    } else if (slide) {
      event.preventDefault();
      const dialog = gallery.querySelector("[data-zoom-dialog]");
      const picture = dialog.querySelector("[data-zoom-image]");
      picture.src = slide.href;
      picture.alt = slide.querySelector("img").alt;
      dialog.showModal();
      dialog.scrollTo((dialog.scrollWidth - dialog.clientWidth) / 2, (dialog.scrollHeight - dialog.clientHeight) / 2);
    }
  });
  root.addEventListener("keydown", (event) => {
    const stage = event.target.closest?.("[data-stage]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!stage || !step) return;
    event.preventDefault();
    show(stage.closest("[data-gallery]"), current(stage) + step);
  });
  root.addEventListener("scroll", (event) => {
    const stage = event.target;
    if (!stage.matches?.("[data-stage]")) return;
    const index = current(stage);
    stage.closest("[data-gallery]").querySelectorAll("[data-thumb]").forEach((thumb, number) => {
      thumb.toggleAttribute("aria-current", number === index);
      if (number === index) thumb.setAttribute("aria-current", "true");
    });
  }, { capture: true, passive: true });
  root.addEventListener("htmx:after:swap", () => {
    const stage = root.querySelector("[data-stage]");
    if (stage && root.querySelector("#product")) stage.scrollLeft = 0;
  });
}
