// The payment page: Stripe's own fields take the card, this only leads the buyer through.
const form = document.querySelector("[data-pay]");
const { key, secret, prepare, lost, busy } = form.dataset;
const back = form.dataset.return;
const isSetup = "setup" in form.dataset;
const button = form.querySelector("button[type=submit]");
const error = form.querySelector("[data-error]");
const words = button.textContent;
const isDark = matchMedia("(prefers-color-scheme: dark)").matches;

function chosenCard() { return form.querySelector("input[name=card]:checked")?.value || ""; }

function work(isBusy) {
  button.disabled = isBusy;
  button.textContent = isBusy ? busy : words;
  form.setAttribute("aria-busy", String(isBusy));
}

function complain(message) {
  work(false);
  error.textContent = message;
  error.focus();
}

// Asked first: another tab may have paid meanwhile. Returns whether to go on.
async function isStillToPay() {
  if (!prepare) return true;
  const answer = await fetch(prepare, { method: "POST", body: new FormData(form) });
  const { go, error: refusal } = await answer.json();
  if (go) location.assign(go);
  else if (refusal) complain(refusal);
  return !go && !refusal;
}

async function confirm(stripe, elements, card) {
  const confirmParams = { return_url: back, ...(card && { payment_method: card }) };
  const request = card ? { clientSecret: secret, confirmParams } : { elements, confirmParams };
  const result = await (isSetup ? stripe.confirmSetup(request) : stripe.confirmPayment(request));
  if (result.error) complain(result.error.message);
}

function setUp(stripe) {
  const elements = stripe.elements({ clientSecret: secret, appearance: { theme: isDark ? "night" : "stripe" } });
  const fields = form.querySelector("[data-fields]");
  const fieldsElement = elements.create("payment");
  fieldsElement.on("ready", () => work(false));
  fieldsElement.mount(fields);
  if (!isSetup) setUpWallets(stripe, elements);

  form.addEventListener("change", () => {
    const newCard = form.querySelector("[data-new-card]");
    newCard.hidden = Boolean(chosenCard());
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    work(true);
    const card = chosenCard();
    try {
      const checked = card ? {} : await elements.submit();
      if (checked.error) complain(checked.error.message);
      else if (await isStillToPay()) await confirm(stripe, elements, card);
    } catch {
      complain(lost);
    }
  });
}

function setUpWallets(stripe, elements) {
  const place = form.querySelector("[data-wallets]");
  const wallets = elements.create("expressCheckout");
  wallets.on("ready", ({ availablePaymentMethods }) => {
    place.hidden = !availablePaymentMethods;
    form.querySelector("[data-or]").hidden = !availablePaymentMethods;
  });
  wallets.on("confirm", async () => {
    error.textContent = "";
    try {
      if (await isStillToPay()) await confirm(stripe, elements, "");
    } catch {
      complain(lost);
    }
  });
  // Hidden places have no width to draw the buttons in.
  place.hidden = false;
  wallets.mount(place);
}

// A page out of the browser's memory may be paid by now.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

if (window.Stripe) setUp(window.Stripe(key));
else complain(lost);
