/* The payment page and "add a card": the same for Stripe's own script and for the stand-in's. */
const form = document.querySelector("#payment-form");

/* Whether the card is kept: the wish has to reach Stripe before the payment does. */
const bindKeep = (keep, button) => {
  keep.addEventListener("change", async () => {
    button.disabled = true;
    const body = new URLSearchParams({
      keep: keep.checked ? "1" : "0",
      csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]")?.value || "",
    });
    const answer = await fetch(keep.dataset.keep, { method: "POST", body }).catch(() => null);
    if (!answer?.ok) keep.checked = !keep.checked;
    button.disabled = false;
  });
};

const start = () => {
  const { publishableKey, clientSecret, returnUrl, locale } = form.dataset;
  const stripe = window.Stripe(publishableKey, { locale });
  const elements = stripe.elements({ clientSecret, locale });
  elements.create("payment").mount("#payment-element");
  const confirm = "setup" in form.dataset ? "confirmSetup" : "confirmPayment";
  const button = form.querySelector("button");
  const message = form.querySelector("[data-message]");
  const keep = form.querySelector("[data-keep]");
  if (keep) bindKeep(keep, button);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    message.textContent = "";
    const { error } = await stripe[confirm]({
      elements,
      confirmParams: { return_url: returnUrl },
      redirect: "if_required",
    });
    if (!error) {
      window.location.assign(returnUrl);
      return;
    }
    message.textContent = error.message || "";
    button.disabled = false;
    button.removeAttribute("aria-busy");
  });
};

if (form && window.Stripe) start();
