/* Looks like Stripe.js for the calls the market makes; talks to the stand-in through the shop. */
import { PaymentElement } from "./stripe-test/form.js";

const NOT_VALID = { error: { type: "validation_error", message: "" } };
const NEVER = new Promise(() => {}); // the page is being left

const ask = async (path, body, words) => {
  let answer;
  try {
    answer = await (await fetch(`/_stripe-test/v1/${path}`, { method: "POST", body })).json();
  } catch {
    return { error: { type: "api_connection_error", message: words.down } };
  }
  if (!answer.error) return answer;
  const { code, decline_code: decline } = answer.error;
  return { error: { ...answer.error, message: words[decline] || words[code] || words.down } };
};

/* Confirm a payment or a setup with the card in the form. */
const confirmIntent = async (kind, { clientSecret, element }, more = {}) => {
  const number = element.check();
  if (!number) return NOT_VALID;
  const [id] = clientSecret.split("_secret_");
  const body = new URLSearchParams({
    client_secret: clientSecret,
    ...more,
    "payment_method_data[type]": "card",
    "payment_method_data[card][number]": number,
  });
  return ask(`${kind}/${id}/confirm`, body, element.words);
};

window.Stripe = (_key, options) => ({
  elements({ clientSecret, locale }) {
    const elements = { clientSecret, element: null };
    elements.create = () => {
      elements.element = new PaymentElement(locale || options?.locale);
      return elements.element;
    };
    elements.submit = async () => ({});
    return elements;
  },

  async confirmPayment({ elements, confirmParams: { return_url: url }, redirect }) {
    const answer = await confirmIntent("payment_intents", elements, { return_url: url });
    if (answer.error) return answer;
    if (answer.next_action) {
      window.location.assign(answer.next_action.redirect_to_url.url);
      return NEVER;
    }
    if (redirect === "if_required") return { paymentIntent: answer };
    window.location.assign(url);
    return NEVER;
  },

  async confirmSetup({ elements }) {
    const answer = await confirmIntent("setup_intents", elements);
    return answer.error ? answer : { setupIntent: answer };
  },
});
