// A details element with a link inside: the device's own sheet opens in its place where there is
// one; else it unfolds, and the link can be copied.

async function copy(box) {
  const field = box.querySelector("[data-share-link]");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // a page that is not served securely has no clipboard
  }
  const region = document.getElementById("announcer");
  if (region) region.textContent = box.dataset.copied;
  const button = box.querySelector("[data-share-copy]");
  const words = button.textContent;
  button.textContent = box.dataset.copied;
  window.setTimeout(() => { button.textContent = words; }, 2500);
}

export function setUpShare(root) {
  root.addEventListener("click", (event) => {
    const box = event.target.closest("[data-share]");
    if (!box) return;
    if (event.target.closest("[data-share-copy]")) copy(box);
    else if (event.target.closest("summary") && navigator.share) {
      event.preventDefault();
      navigator.share({ title: box.dataset.title, url: box.dataset.share }).catch(() => {});
    }
  });
}
