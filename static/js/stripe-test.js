// Looks like Stripe.js for the calls the market makes; talks to the stand-in through the shop.
(() => {
  const TEXT = {
    vi: {
      badge: "THỬ NGHIỆM: không có tiền thật",
      number: "Số thẻ",
      expiry: "Hết hạn (MM/YY)",
      cvc: "Mã CVC",
      hint: "Thẻ thử: 4242 4242 4242 4242 được chấp nhận · 4000 0000 0000 0002 bị từ chối · 4000 0025 0000 3155 hỏi 3-D Secure",
      incomplete_number: "Số thẻ chưa đủ.",
      incomplete_expiry: "Ngày hết hạn chưa đúng.",
      incomplete_cvc: "Mã CVC chưa đủ.",
      card_declined: "Ngân hàng từ chối thẻ này. Hãy thử thẻ khác.",
      insufficient_funds: "Thẻ không đủ số dư. Hãy thử thẻ khác.",
      expired_card: "Thẻ đã hết hạn.",
      incorrect_cvc: "Mã CVC không đúng.",
      incorrect_number: "Số thẻ không đúng.",
      processing_error: "Có lỗi khi xử lý thẻ. Bạn thử lại nhé.",
      down: "Chưa kết nối được cổng thanh toán. Chưa có khoản tiền nào bị trừ, bạn thử lại sau ít phút.",
    },
    en: {
      badge: "TEST: no real money",
      number: "Card number",
      expiry: "Expiry (MM/YY)",
      cvc: "Security code",
      hint: "Test cards: 4242 4242 4242 4242 is accepted · 4000 0000 0000 0002 is declined · 4000 0025 0000 3155 asks for 3-D Secure",
      incomplete_number: "The card number is incomplete.",
      incomplete_expiry: "The expiry date is not right.",
      incomplete_cvc: "The security code is incomplete.",
      card_declined: "The bank declined this card. Please try another one.",
      insufficient_funds: "The card has too little money on it. Please try another one.",
      expired_card: "The card has expired.",
      incorrect_cvc: "The security code is not right.",
      incorrect_number: "The card number is not right.",
      processing_error: "The card could not be processed. Please try again.",
      down: "The payment service cannot be reached. Nothing was charged; please try again in a few minutes.",
    },
    id: {
      badge: "UJI COBA: tanpa uang sungguhan",
      number: "Nomor kartu",
      expiry: "Berlaku sampai (MM/YY)",
      cvc: "Kode CVC",
      hint: "Kartu uji: 4242 4242 4242 4242 diterima · 4000 0000 0000 0002 ditolak · 4000 0025 0000 3155 meminta 3-D Secure",
      incomplete_number: "Nomor kartu belum lengkap.",
      incomplete_expiry: "Tanggal kedaluwarsa belum benar.",
      incomplete_cvc: "Kode CVC belum lengkap.",
      card_declined: "Bank menolak kartu ini. Silakan coba kartu lain.",
      insufficient_funds: "Saldo kartu tidak cukup. Silakan coba kartu lain.",
      expired_card: "Kartu sudah kedaluwarsa.",
      incorrect_cvc: "Kode CVC tidak benar.",
      incorrect_number: "Nomor kartu tidak benar.",
      processing_error: "Kartu tidak dapat diproses. Silakan coba lagi.",
      down: "Layanan pembayaran tidak dapat dihubungi. Tidak ada uang yang ditarik; silakan coba beberapa menit lagi.",
    },
  };
  const make = (tag, attributes, text) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };

  class PaymentElement {
    constructor(locale) {
      this.words = TEXT[locale] || TEXT.en;
      this.fields = {};
    }
    on() {
      return this;
    }
    mount(target) {
      const root = typeof target === "string" ? document.querySelector(target) : target;
      root.replaceChildren(make("p", { class: "st-badge" }, this.words.badge));
      this.field(root, "number", {
        inputmode: "numeric",
        autocomplete: "cc-number",
        maxlength: "23",
      });
      const row = make("div", { class: "st-row" });
      root.append(row);
      this.field(row, "expiry", { inputmode: "numeric", autocomplete: "cc-exp", maxlength: "7" });
      this.field(row, "cvc", { inputmode: "numeric", autocomplete: "cc-csc", maxlength: "4" });
      root.append(make("p", { class: "st-hint" }, this.words.hint));
      return this;
    }
    field(parent, name, attributes) {
      const box = make("div", { class: "st-field" });
      const input = make("input", {
        id: `st-${name}`,
        class: "st-input",
        "aria-describedby": `st-${name}-error`,
        ...attributes,
      });
      const error = make("p", { class: "st-error", id: `st-${name}-error` });
      box.append(make("label", { for: `st-${name}` }, this.words[name]), input, error);
      parent.append(box);
      this.fields[name] = { input, error };
    }
    check() {
      const digits = (name) => this.fields[name].input.value.replace(/\D/g, "");
      const [month, year] = [
        Number(digits("expiry").slice(0, 2)),
        Number(digits("expiry").slice(2).slice(-2)),
      ];
      const end = new Date(2000 + year, month, 1);
      const bad = {
        number: digits("number").length < 12,
        expiry: digits("expiry").length < 4 || month < 1 || month > 12 || end < new Date(),
        cvc: digits("cvc").length < 3,
      };
      let first = null;
      for (const [name, field] of Object.entries(this.fields)) {
        field.error.textContent = bad[name] ? this.words[`incomplete_${name}`] : "";
        field.input.setAttribute("aria-invalid", String(bad[name]));
        if (bad[name] && !first) first = field;
      }
      if (first) first.input.focus();
      return first ? null : digits("number");
    }
  }

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

  window.Stripe = (_key, options) => ({
    elements({ clientSecret, locale }) {
      const elements = { clientSecret, element: null };
      elements.create = () => (elements.element = new PaymentElement(locale || options?.locale));
      elements.submit = async () => ({});
      return elements;
    },
    async confirmPayment({ elements, confirmParams, redirect }) {
      const element = elements.element;
      const number = element.check();
      if (!number) return { error: { type: "validation_error", message: "" } };
      const id = elements.clientSecret.split("_secret_")[0];
      const body = new URLSearchParams({
        client_secret: elements.clientSecret,
        return_url: confirmParams.return_url,
        "payment_method_data[type]": "card",
        "payment_method_data[card][number]": number,
      });
      const answer = await ask(`payment_intents/${id}/confirm`, body, element.words);
      if (answer.error) return answer;
      if (answer.next_action) {
        window.location.assign(answer.next_action.redirect_to_url.url);
        return new Promise(() => {});
      }
      if (redirect === "if_required") return { paymentIntent: answer };
      window.location.assign(confirmParams.return_url);
      return new Promise(() => {});
    },
    async confirmSetup({ elements }) {
      const element = elements.element;
      const number = element.check();
      if (!number) return { error: { type: "validation_error", message: "" } };
      const id = elements.clientSecret.split("_secret_")[0];
      const body = new URLSearchParams({
        client_secret: elements.clientSecret,
        "payment_method_data[type]": "card",
        "payment_method_data[card][number]": number,
      });
      const answer = await ask(`setup_intents/${id}/confirm`, body, element.words);
      return answer.error ? answer : { setupIntent: answer };
    },
  });
})();
