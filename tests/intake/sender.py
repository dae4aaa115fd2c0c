"""A sender that is not ours: signs with the official library of Standard Webhooks, and tells what it was answered.

Usage: sender.py URL, with the secret in WEBHOOK_SECRET. Prints one JSON object a line: name, status, code, duplicate.
Ends with 3 where the library is not there.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

try:
    from standardwebhooks.webhooks import Webhook
except ImportError:
    sys.exit(3)

URL = sys.argv[1]
WEBHOOK = Webhook(os.environ["WEBHOOK_SECRET"])
STRANGER = Webhook("whsec_a2V5IG9mIG5vYm9keSB0aGF0IGlzIGtub3duIGhlcmUh")


def body(**more):
    event = {
        "event_type": "termination",
        "genesys_user_id": "6f0c2f7e-0000-4000-8000-000000000001",
        "email": "jane.doe@acme.example",
        "timestamp": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "reason": "Vertrag läuft aus – 離職",
    }
    event.update(more)
    return json.dumps(event, ensure_ascii=False)


def send(name, text, message, at=None, signer=WEBHOOK, signature=None, sent=None):
    at = at or datetime.now(timezone.utc)
    headers = {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature or signer.sign(msg_id=message, timestamp=at, data=text),
    }
    request = urllib.request.Request(URL, data=(sent or text).encode("utf-8"), headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            status, told = answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        status, told = error.code, json.load(error)
    line = {"name": name, "status": status, "code": told.get("code"), "duplicate": told.get("duplicate")}
    print(json.dumps(line), flush=True)


now = datetime.now(timezone.utc)
text = body()
send("good", text, "py-1")
send("again", text, "py-1")
send("other content", body(email="tom@acme.example"), "py-1")
send("forged", text, "py-2", signer=STRANGER)
send("changed", text, "py-2", sent=text.replace("jane", "jill"))
send("re-encoded", text, "py-2", sent=json.dumps(json.loads(text)))
send("stale", text, "py-2", at=now - timedelta(minutes=6))
send("future", text, "py-2", at=now + timedelta(minutes=6))
send("two signatures", text, "py-3", at=now,
     signature=STRANGER.sign(msg_id="py-3", timestamp=now, data=text) + " "
     + WEBHOOK.sign(msg_id="py-3", timestamp=now, data=text))
send("bad field", body(email="nobody"), "py-4")
send("too long", body(reason="x" * 70000), "py-5")
