"""Run the stand-in: python -m marketplace.gateways.stripe.standin --port 12111."""

import argparse
from pathlib import Path

from marketplace.gateways.stripe.standin.server import serve

parser = argparse.ArgumentParser(
    description="A stand-in for Stripe on this machine: no real money."
)
parser.add_argument("--port", type=int, default=12111)
parser.add_argument("--webhook-url", default="http://127.0.0.1:8000/webhooks/stripe/")
parser.add_argument("--webhook-secret", default="whsec_standin")
parser.add_argument("--public-base", default="/_stripe-test")
parser.add_argument("--state", type=Path, default=None)
options = parser.parse_args()
server = serve(**vars(options))
try:
    server.serve_forever()
except KeyboardInterrupt:
    server.server_close()
