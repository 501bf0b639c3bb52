// A stand-in for Stripe.js: the part of its interface that Kiln uses. Card data stays in the frame.
(() => {
  const base = new URL(document.currentScript.src).origin;

  class Element {
    constructor(group, kind) { this.group = group; this.kind = kind; this.handlers = {}; this.waiting = new Map(); this.count = 0; }
    on(name, handler) { this.handlers[name] = handler; return this; }
    emit(name, value) { if (this.handlers[name]) this.handlers[name](value); }
    mount(target) {
      const place = typeof target === "string" ? document.querySelector(target) : target;
      this.frame = document.createElement("iframe");
      this.frame.title = this.kind === "payment" ? "Secure card payment" : "Wallet";
      this.frame.name = `simulator-${this.kind}`;
      this.frame.setAttribute("width", "100%");
      this.frame.setAttribute("height", this.kind === "payment" ? "212" : "52");
      this.frame.setAttribute("frameborder", "0");
      this.frame.src = `${base}/frame?kind=${this.kind}&theme=${this.group.theme}`;
      window.addEventListener("message", (event) => this.hear(event));
      place.replaceChildren(this.frame);
    }
    hear(event) {
      if (event.origin !== base || event.source !== this.frame.contentWindow) return;
      const { kind, value, number } = event.data;
      if (kind === "answer") { this.waiting.get(number)?.(value); this.waiting.delete(number); }
      else if (kind === "ready") this.emit("ready", { availablePaymentMethods: { applePay: true } });
      else if (kind === "height") this.frame.setAttribute("height", String(value));
      else { if (kind === "confirm") this.chosen = true; this.emit(kind, value); }
    }
    ask(value) {
      const number = ++this.count;
      return new Promise((resolve) => {
        this.waiting.set(number, resolve);
        this.frame.contentWindow.postMessage({ number, value }, base);
      });
    }
    unmount() { this.frame?.remove(); }
  }

  class Elements {
    constructor(options) { this.options = options; this.made = {}; this.theme = options.appearance?.theme === "night" ? "night" : "day"; }
    create(kind) { return (this.made[kind] = new Element(this, kind)); }
    getElement(kind) { return this.made[kind] || null; }
    async submit() { return this.made.payment ? this.made.payment.ask({ what: "check" }) : {}; }
  }

  class StandIn {
    elements(options) { return new Elements(options); }
    async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect }) { return this.confirm({ elements, clientSecret, confirmParams, redirect }); }
    async confirmSetup({ elements, clientSecret, confirmParams = {}, redirect }) { return this.confirm({ elements, clientSecret, confirmParams, redirect }); }
    async confirm({ elements, clientSecret, confirmParams, redirect }) {
      const secret = clientSecret || elements.options.clientSecret;
      const asked = { client_secret: secret, return_url: confirmParams.return_url, payment_method: confirmParams.payment_method };
      const group = elements || new Elements({});
      const element = group.made.expressCheckout?.chosen ? group.made.expressCheckout : group.made.payment;
      if (group.made.expressCheckout) group.made.expressCheckout.chosen = false;
      const { status, body } = element && !asked.payment_method
        ? await element.ask({ what: "pay", asked })
        : await this.payKept(asked);
      if (status !== 200) return { error: body.error };
      const step = body.next_action?.redirect_to_url;
      if (step) { location.assign(step.url); return new Promise(() => {}); }
      if (redirect !== "if_required") {
        const back = new URL(confirmParams.return_url);
        back.searchParams.set(body.object, body.id);
        back.searchParams.set("redirect_status", "succeeded");
        location.assign(back);
        return new Promise(() => {});
      }
      return { paymentIntent: body };
    }
    payKept(asked) {
      // Through a frame as well: only the simulator's own pages talk to it.
      return new Promise((resolve) => {
        const helper = new Element({ theme: "day" }, "helper");
        const place = document.createElement("div");
        place.hidden = true;
        document.body.append(place);
        helper.on("listening", async () => { const answer = await helper.ask({ what: "pay", asked }); place.remove(); resolve(answer); });
        helper.mount(place);
      });
    }
  }

  window.Stripe = () => new StandIn();
})();
