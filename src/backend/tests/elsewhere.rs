//! What is changed in the tenant by somebody who is signed in there, not by this house.

use super::*;
use crate::backend::directory::Followed;
use crate::backend::{LetterFilter, Letters};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A desk of this tenant with a target that asks for what others change and one that does not. Nobody listens there.
async fn desk(house: &House) -> Arc<Desk> {
    let config = house.folder.path().join("config");
    std::fs::create_dir_all(&config).unwrap();
    let target = |name: &str, more: &str| {
        format!("[[notices]]\nname = \"{name}\"\nurl = \"http://127.0.0.1:9/\"\nsecret_env = \"KEY\"\n{more}\n")
    };
    let follower = target("follower", "events = [\"user_changed_elsewhere\"]");
    std::fs::write(config.join("config.toml"), follower + &target("hr", "")).unwrap();
    let keys = house.practice.credentials();
    let (id, secret) = (keys.client_id.as_str(), keys.client_secret.expose_secret());
    let environment = Environment::of([
        ("KEY", KEY),
        ("GENESYS_ENV_URL", house.running.api.as_str()),
        ("GENESYS_CLIENT_ID", id),
        ("GENESYS_CLIENT_SECRET", secret),
    ]);
    let flags =
        Flags { config_dir: Some(config), data_dir: Some(house.folder.path().join("data")), ..Flags::default() };
    let account = Account { user: "ann".into(), host: "desk".into() };
    let settings = config::load(&flags, &environment, &account, None).unwrap();
    Arc::new(Desk::open(&settings, Reach::Tenant).await.unwrap())
}

/// A token of an administrator who has signed in to the platform's own pages.
fn signed_in(practice: &Practice) -> String {
    let (verifier, redirect) = ("v".repeat(43), "http://127.0.0.1/back");
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let client = practice.credentials().code_client_id;
    let target = format!(
        "/oauth/authorize?response_type=code&client_id={client}&redirect_uri={redirect}&code_challenge={challenge}\
         &code_challenge_method=S256"
    );
    let reply = practice.answer(&Request::new(http::Method::GET, &target));
    let (_, location) = reply.headers.iter().find(|(name, _)| *name == "location").unwrap();
    let back = url::Url::parse(location).unwrap();
    let (_, code) = back.query_pairs().find(|(name, _)| name == "code").unwrap();
    let mut ask = Request::new(http::Method::POST, "/oauth/token")
        .with_header("content-type", "application/x-www-form-urlencoded");
    let form = format!(
        "grant_type=authorization_code&code={code}&client_id={client}&redirect_uri={redirect}&code_verifier={verifier}"
    );
    ask.body = form.into();
    practice.answer(&ask).body.unwrap()["access_token"].as_str().unwrap().to_owned()
}

/// Gives a person another title, with this token.
fn retitle(practice: &Practice, token: &str, id: &str, title: &str) {
    let bearer = format!("Bearer {token}");
    let read = Request::new(http::Method::GET, &format!("/api/v2/users/{id}")).with_header("authorization", &bearer);
    let version = practice.answer(&read).body.unwrap()["version"].clone();
    let change = Request::new(http::Method::PATCH, &format!("/api/v2/users/{id}"))
        .with_header("authorization", &bearer)
        .with_json(&json!({"title": title, "version": version}));
    let reply = practice.answer(&change);
    assert_eq!(reply.status, 200, "{:?}", reply.body);
}

async fn letters(desk: &Desk) -> Letters {
    desk.letters(&LetterFilter { limit: 100, ..LetterFilter::default() }).await.unwrap()
}

#[tokio::test]
async fn what_others_change_is_shown_as_theirs_and_told_once_to_who_asks_for_it() {
    let house = House::new().await;
    let desk = desk(&house).await;
    let ours = house.token();
    let theirs = signed_in(&house.practice);
    let jane = desk.people_by_email(stories::NOTHING.email).await.unwrap()[0].clone();
    let own = &mut Followed::default();
    assert!(!desk.follow_alone(own).await.unwrap());
    retitle(&house.practice, &ours, jane.id.as_str(), "Ours\u{202e}");
    retitle(&house.practice, &theirs, jane.id.as_str(), "Theirs\u{202e}");

    let changes = desk.changes(desk.now() - SignedDuration::from_hours(1), 50).await.unwrap();
    let titles = |change: &&crate::backend::TenantChange| change.changes.iter().any(|c| c.property.as_str() == "title");
    let of_title: Vec<_> = changes.iter().filter(titles).collect();
    let [newer, older] = of_title[..] else { panic!("{changes:?}") };
    let differs = |change: &crate::backend::TenantChange| {
        let first = change.changes.iter().find(|c| c.property.as_str() == "title").unwrap();
        (change.ours, change.by.kind, first.after[0].to_string())
    };
    let mut both = [differs(newer), differs(older)];
    both.sort();
    assert_eq!(both[0], (false, "user", "Theirs⟨U+202E⟩".to_owned()));
    assert_eq!(both[1], (true, "client", "Ours⟨U+202E⟩".to_owned()));
    assert_eq!((newer.entity.as_str(), &newer.name), (jane.id.as_str(), &jane.name));
    assert!(of_title.iter().any(|change| !change.ours && !change.by.name.is_empty()), "{of_title:?}");

    // One of the two, for one of the two targets, and only once: here, and in another process that follows as well.
    assert!(!desk.follow_alone(own).await.unwrap());
    let told = letters(&desk).await.letters;
    let [letter] = &told[..] else { panic!("{told:?}") };
    assert_eq!((letter.target.as_str(), letter.kind.as_str()), ("follower", "user_changed_elsewhere"));
    assert_eq!((letter.name.as_str(), letter.run.is_none()), (jane.name.as_str(), true));
    let page = desk.letter(&letter.message).await.unwrap().unwrap();
    let data = &page.body["data"];
    assert_eq!((&data["user_id"], &data["by"]["kind"]), (&json!(jane.id), &json!("user")), "{data}");
    let known: std::collections::BTreeSet<&str> =
        crate::model::NoticeKind::UserChangedElsewhere.fields().map(|field| field.name).collect();
    assert_eq!(data.as_object().unwrap().keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), known);
    desk.follow_alone(own).await.unwrap();
    let other = self::desk(&house).await;
    other.follow_alone(&mut Followed::default()).await.unwrap();
    assert_eq!(letters(&other).await.letters.len(), 1);
}

#[tokio::test]
async fn a_directory_that_is_followed_tells_as_well() {
    let house = House::new().await;
    let desk = desk(&house).await;
    desk.access_index(SignedDuration::ZERO, &mut |_| {}).await.unwrap();
    let theirs = signed_in(&house.practice);
    let jane = desk.people_by_email(stories::NOTHING.email).await.unwrap()[0].clone();
    retitle(&house.practice, &theirs, jane.id.as_str(), "Theirs");
    assert_eq!(desk.catch_up().await.unwrap(), CaughtUp::Changed(1));
    assert_eq!(letters(&desk).await.letters.len(), 1);
    // It goes on until it is asked to stop, and a look is not repeated at once.
    let stop = CancellationToken::new();
    stop.cancel();
    desk.follow_changes(stop).await;
    assert_eq!(letters(&desk).await.letters.len(), 1);
}

#[tokio::test]
async fn what_may_not_be_read_is_said() {
    let house = House::new().await;
    let limited = house.desk(true).await;
    let fault = limited.changes(limited.now() - SignedDuration::from_hours(1), 5).await.unwrap_err();
    assert_eq!(fault.status, Some(403), "{fault:?}");
    assert!(limited.follow_alone(&mut Followed::default()).await.unwrap());
    let desk = desk(&house).await;
    let fault = desk.changes(desk.now() - SignedDuration::from_hours(24 * 20), 5).await.unwrap_err();
    assert!(fault.text.as_str().contains("14 days"), "{fault:?}");
}
