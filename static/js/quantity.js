// The minus and plus beside a number field; they keep to its min, max and step.

const refresh = (box) => {
  const input = box.querySelector("input");
  const value = Number(input.value);
  box.querySelector("[data-step='-1']").disabled = input.min !== "" && value <= Number(input.min);
  box.querySelector("[data-step='1']").disabled = input.max !== "" && value >= Number(input.max);
};

export function setUpQuantities(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-quantity] [data-step]");
    if (!button) return;
    const box = button.closest("[data-quantity]");
    const input = box.querySelector("input");
    const before = input.value;
    if (button.dataset.step === "1") input.stepUp();
    else input.stepDown();
    if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
    refresh(box);
  });
  root.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-quantity]");
    if (box) refresh(box);
  });
  for (const box of root.querySelectorAll("[data-quantity]")) refresh(box);
}
