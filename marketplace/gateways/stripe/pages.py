"""What a page that embeds Stripe's own form loads, and what its content policy allows for it."""

STRIPE_JS = "https://js.stripe.com/v3/"
STRIPE_CSP = {
    "script-src": ["https://js.stripe.com"],
    "frame-src": ["https://js.stripe.com", "https://hooks.stripe.com"],
    "connect-src": ["https://api.stripe.com"],
    "style-src": ["'unsafe-inline'"],
}
