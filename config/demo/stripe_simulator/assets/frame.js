// Inside the frame: what the buyer types goes to the simulator and nowhere else.
const query = new URLSearchParams(location.search);
const kind = query.get("kind");
const form = document.getElementById("card");
const wallet = document.getElementById("wallet");
const error = document.getElementById("error");
document.documentElement.dataset.theme = query.get("theme") || "day";
let shop = null;

function tell(message) { parent.postMessage(message, "*"); }
function height() { if (kind === "payment") tell({ kind: "height", value: document.body.scrollHeight + 4 }); }
function problem() {
  const digits = form.number.value.replace(/\D/g, "");
  if (digits.length < 12) return "Your card number is incomplete.";
  if (!/^\s*\d{1,2}\s*\/\s*\d{2,4}\s*$/.test(form.expiry.value)) return "Your card's expiration date is incomplete.";
  if (form.cvc.value.trim().length < 3) return "Your card's security code is incomplete.";
  return "";
}

async function pay(asked) {
  const told = { ...asked };
  if (!told.payment_method && kind === "payment") Object.assign(told, { number: form.number.value, expiry: form.expiry.value });
  if (kind === "expressCheckout") told.wallet = "apple_pay";
  const answer = await fetch("/pay", { method: "POST", body: JSON.stringify(told) });
  return await answer.json();
}

window.addEventListener("message", async (event) => {
  if (event.source !== parent) return;
  const { number, value } = event.data;
  let answer = {};
  if (value.what === "check" && kind === "payment") {
    error.textContent = problem();
    height();
    if (error.textContent) answer = { error: { type: "validation_error", message: error.textContent } };
  } else if (value.what === "pay") answer = await pay(value.asked);
  parent.postMessage({ kind: "answer", number, value: answer }, event.origin);
});

if (kind === "payment") { form.hidden = false; form.addEventListener("submit", (event) => event.preventDefault()); }
if (kind === "expressCheckout") {
  wallet.hidden = false;
  wallet.addEventListener("click", () => tell({ kind: "confirm", value: { expressPaymentType: "apple_pay" } }));
}
tell({ kind: kind === "helper" ? "listening" : "ready" });
height();
