// The portal's one step saved: copy the link. Without this the field can be selected as ever.

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    source.select();
    try {
      await navigator.clipboard.writeText(source.value);
    } catch {
      document.execCommand("copy"); // a page that is not served securely has no clipboard
    }
    button.textContent = button.dataset.copied;
    const region = document.getElementById("announcer");
    if (region) region.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
