//! Senders of termination events, and how they are received.

use super::*;
use crate::model::{HrEventKind, Policy};

const FULL: &str = r#"
[[senders]]
name = "workday"
secret_env = ["NEW", "OLD"]
secret_file = "workday.secret"
signature = "hex"
header = "X-Signature"
prefix = "sha256="
window_seconds = 60
policy = "wait"
recipe = "standard-leaver"
recipes = { "contractor" = "run-at-once" }
types = { "worker.terminated" = "termination" }
per_minute = 10
decide_within_hours = 2
"#;

#[test]
fn a_sender_is_read_whole() {
    let settings = Home::with(FULL).load(&Environment::of([])).unwrap();
    let Setting { value: sender, origin } = &settings.intake.senders[0];
    assert_eq!(origin, &Origin::File { line: 2, profile: None });
    let header = SignatureForm::Hex { header: "x-signature".to_owned(), prefix: "sha256=".to_owned() };
    assert_eq!((sender.name.as_str(), &sender.signature, sender.secrets.len()), ("workday", &header, 3));
    assert_eq!((sender.window_seconds, sender.policy, sender.per_minute), (60, Policy::Wait, 10));
    assert_eq!(sender.recipes["contractor"], Policy::RunAtOnce);
    assert_eq!(sender.types["worker.terminated"], HrEventKind::Termination);
    assert_eq!(sender.decide_within_hours, 2);
    assert_eq!(settings.intake.senders.len(), 1);
}

#[test]
fn the_usual_secret_makes_a_sender_with_what_is_usual() {
    let settings = Home::with("").load(&Environment::of([("WEBHOOK_SECRET", "x")])).unwrap();
    let [Setting { value: sender, origin }] = &settings.intake.senders[..] else { panic!("one sender") };
    assert_eq!((sender.name.as_str(), origin), ("hr", &Origin::Env("WEBHOOK_SECRET".to_owned())));
    assert_eq!((sender.window_seconds, sender.policy, sender.per_minute), (300, Policy::CutThenConfirm, 6_000));
    assert_eq!(sender.signature, SignatureForm::Standard);

    let named = FULL.replace("workday\"\nsecret_env", "hr\"\nsecret_env");
    let both = Home::with(&named).load(&Environment::of([("WEBHOOK_SECRET", "x")])).unwrap();
    assert_eq!(both.intake.senders.len(), 1);
    assert!(both.warnings.iter().any(|w| w.contains("makes no sender")), "{:?}", both.warnings);
}

#[test]
fn practice_has_a_sender_of_its_own_and_nobody_else_has() {
    let own = Practice {
        address: "http://127.0.0.1:4000".parse().unwrap(),
        client_id: "practice".to_owned(),
        client_secret: "practice".into(),
    };
    let names = |text: &str, practice: Option<&Practice>, environment| {
        let home = Home::with(text);
        let settings = load(&home.flags(), &environment, &account(), practice).unwrap();
        settings.intake.senders.iter().map(|s| s.value.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("", Some(&own), Environment::of([])), ["practice"]);
    assert_eq!(names("", Some(&own), Environment::of([("WEBHOOK_SECRET", "x")])), ["hr", "practice"]);
    assert_eq!(names(FULL, Some(&own), Environment::of([])), ["workday"]);
    assert!(names("", None, Environment::of([])).is_empty());
}

#[test]
fn what_is_wrong_with_a_sender_is_said_with_its_line() {
    let one = |line: &str| format!("[[senders]]\nname = \"a\"\nsecret_env = \"S\"\n{line}\n");
    for (text, expected) in [
        ("[[senders]]\nsecret_env = \"S\"".to_owned(), "line 1: this [[senders]] needs `name`"),
        ("[[senders]]\nname = \"a\"".to_owned(), "line 1: this [[senders]] needs `secret_env` or `secret_file`"),
        (one("[[senders]]\nname = \"a\"\nsecret_env = \"T\""), "line 4: another [[senders]] is called `a`"),
        (one("policy = \"cut-than-confirm\""), "line 4: `cut-than-confirm` is no policy; did you mean"),
        (one("types = { \"x\" = \"gone\" }"), "line 4: `gone` is no kind of event"),
        (one("recipes = { \"x\" = 1 }"), "line 4: `recipes` must be a table of texts"),
        (one("signature = \"md5\""), "line 4: `md5` is no signature; there are: standard, hex"),
        (one("signature = \"hex\""), "line 1: `signature = \"hex\"` needs `header`"),
        (one("header = \"x\""), "line 4: `header` and `prefix` go with"),
        (one("signature = \"hex\"\nheader = \"webhook-id\""), "line 5: `header` is not the name"),
        (one("signature = \"hex\"\nheader = \"a b\""), "line 5: `header` is not the name"),
        (one("window_seconds = 0"), "line 4: `window_seconds` must be a whole number from 1 to 86400"),
        (one("window_seconds = 86401"), "line 4: `window_seconds` must be"),
        (one("secret_file = []"), "line 4: `secret_file` is empty"),
        (one("secret = \"hush\""), "line 4: `secret` is not a setting; secrets do not stand in this file"),
        ("[[senders]]\nname = \"a b\"\nsecret_env = \"S\"".to_owned(), "line 2: `name` of a sender is up to 64"),
        ("intake_address = \"localhost\"".to_owned(), "line 1: `intake_address` must be an IP address"),
        ("intake_plain_http = 1".to_owned(), "line 1: `intake_plain_http` must be true or false"),
        ("intake_token_env = \"A\"\nintake_token_file = \"b\"".to_owned(), "line 2: give either `intake_token_env`"),
        ("intake_body_limit = 10".to_owned(), "line 1: `intake_body_limit` must be a whole number from 1024"),
    ] {
        let found = problems(&text);
        assert!(found.iter().any(|p| p.starts_with(expected)), "{text:?}: {found:#?}");
        assert!(found.iter().all(|p| !p.contains("hush")), "{found:?}");
    }
}

#[test]
fn keys_are_read_when_they_are_needed_and_shown_never() {
    let home = Home::with(&format!("intake_token_file = \"t\"\n{FULL}"));
    home.secret("t", "hush-token", 0o600);
    home.secret("workday.secret", "hush-file", 0o600);
    let environment = Environment::of([("NEW", "hush-new"), ("OLD", "hush-old"), ("LANYARD_INTAKE_TOKEN", "hush-env")]);
    let settings = home.load(&environment).unwrap();
    use secrecy::ExposeSecret as _;
    let keys = settings.sender_secrets(&settings.intake.senders[0].value).unwrap();
    let keys: Vec<_> = keys.iter().map(|k| k.expose_secret()).collect();
    assert_eq!(keys, ["hush-new", "hush-old", "hush-file"]);
    assert_eq!(settings.intake_token().unwrap().unwrap().expose_secret(), "hush-env");
    let shown = format!("{} {settings:?}", serde_json::to_string(&settings.rows()).unwrap());
    assert!(!shown.contains("hush"), "{shown}");
    let rows = settings.rows();
    let sender = rows.iter().find(|r| r.name == "senders.workday").unwrap();
    for word in ["hex in x-signature after sha256=", "window 60 s, wait", "contractor (run-at-once)", "set, in env NEW"]
    {
        assert!(sender.value.contains(word), "{word}: {sender:?}");
    }
    let token = rows.iter().find(|r| r.name == "intake_token").unwrap();
    assert_eq!((token.value.as_str(), token.origin.as_str()), ("set", "env LANYARD_INTAKE_TOKEN"));

    let lost = home.load(&Environment::of([("NEW", "n")])).unwrap();
    let error = lost.sender_secrets(&lost.intake.senders[0].value).unwrap_err();
    assert!(error.to_string().contains("env OLD"), "{error}");
}
