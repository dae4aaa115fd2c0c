//! Sign-in: `/oauth/token` and `/oauth/authorize` on the same address as the API, the tokens in force and what they have
//! spent of their rate, and the operations on tokens.

use super::call::{Call, Request};
use super::clock::iso;
use super::ids::{Dice, Kind};
use super::reply::{Failure, Reply};
use super::routes::{Answer, Needs, Route, on};
use super::world::World;
use super::world::audit::{About, Caller};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::Method;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::time::Duration;

/// The operations on tokens.
pub const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v2/tokens/me", Needs::Nothing, me),
    on(Method::HEAD, "/api/v2/tokens/me", Needs::Nothing, head),
    on(Method::DELETE, "/api/v2/tokens/me", Needs::Nothing, revoke_own),
    on(Method::DELETE, "/api/v2/tokens/{userId}", Needs::Any(&["oauth:token:delete"]), revoke_all),
];

const WINDOW: SignedDuration = SignedDuration::from_secs(60);

#[derive(Clone)]
struct Token {
    caller: Caller,
    expires: Timestamp,
    uses_left: Option<u32>,
    window: Timestamp,
    spent: u32,
}

#[derive(Clone)]
struct Code {
    caller: Caller,
    redirect: String,
    challenge: Option<String>,
    expires: Timestamp,
}

/// What a call did to its token's rate window.
#[derive(Debug, Clone, Copy)]
pub struct Spent {
    /// Calls in this window, this one included when it was let through.
    pub count: u32,
    /// Whole seconds until the window ends.
    pub reset: u64,
    /// Whether this call is over the limit.
    pub refused: bool,
}

/// Tokens, codes and refresh tokens in force; without `Debug`, so that none is ever printed.
pub struct Sessions {
    tokens: HashMap<String, Token>,
    codes: HashMap<String, Code>,
    refresh: HashMap<String, Caller>,
    current: String,
    lifetime: Duration,
    /// For what may go one way or another at sign-in and at the limit.
    pub dice: Dice,
}

impl Sessions {
    /// No tokens yet; those to come live for `lifetime`.
    pub fn new(seed: u64, lifetime: Duration) -> Self {
        Self {
            tokens: HashMap::new(),
            codes: HashMap::new(),
            refresh: HashMap::new(),
            current: String::new(),
            lifetime,
            dice: Dice::new(seed, "sessions", 0),
        }
    }

    /// How long tokens are good for.
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    fn word(&mut self) -> String {
        let mut bytes = Vec::with_capacity(40);
        for _ in 0..5 {
            bytes.extend(self.dice.next().to_le_bytes());
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn issue(&mut self, caller: Caller, now: Timestamp, uses_left: Option<u32>) -> String {
        let word = self.word();
        let token = Token { caller, expires: now + self.lifetime, uses_left, window: now - WINDOW, spent: 0 };
        self.tokens.insert(word.clone(), token);
        word
    }

    /// Whoever holds the token, if it is good now; it becomes the token of the current call.
    pub fn enter(&mut self, word: &str, now: Timestamp) -> Option<Caller> {
        let token = self.tokens.get_mut(word)?;
        if token.expires <= now {
            return None;
        }
        if let Some(left) = &mut token.uses_left {
            *left = left.checked_sub(1)?;
        }
        word.clone_into(&mut self.current);
        Some(token.caller)
    }

    /// Counts a call on the current token.
    pub fn spend(&mut self, now: Timestamp, allowed: u32) -> Spent {
        let Some(token) = self.tokens.get_mut(&self.current) else {
            return Spent { count: 0, reset: 60, refused: false };
        };
        if now.duration_since(token.window) >= WINDOW {
            token.window = now;
            token.spent = 0;
        }
        let left = (WINDOW - now.duration_since(token.window)).as_millis().max(0);
        let refused = token.spent >= allowed;
        if !refused {
            token.spent += 1;
        }
        Spent { count: token.spent, reset: (left as u64).div_ceil(1000), refused }
    }

    /// Ends every session of a person.
    pub fn revoke_user(&mut self, row: u32) {
        self.tokens.retain(|_, t| t.caller.user != Some(row));
        self.refresh.retain(|_, c| c.user != Some(row));
        self.codes.retain(|_, c| c.caller.user != Some(row));
    }
}

/// Answers `/oauth/token` and `/oauth/authorize`.
pub fn answer(world: &mut World, request: &Request) -> Reply {
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/oauth/token") => token(world, request).unwrap_or_else(|reply| *reply),
        ("GET", "/oauth/authorize") => authorize(world, request).unwrap_or_else(|reply| *reply),
        _ => Failure::not_found().into_reply(&world.context),
    }
}

fn refuse(status: u16, error: &str, description: &str) -> Box<Reply> {
    let reply =
        Reply::json(status, json!({ "error": error, "error_description": description, "description": description }));
    Box::new(if status == 401 { reply.with_header("www-authenticate", "Basic realm=\"oauth\"") } else { reply })
}

fn token(world: &mut World, request: &Request) -> Result<Reply, Box<Reply>> {
    let form: HashMap<String, String> = url::form_urlencoded::parse(&request.body).into_owned().collect();
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let (client, proven) = client(world, request, field("client_id"), field("client_secret"))?;
    let secretless = world.clients[client as usize].secret.is_none();
    let (caller, with_refresh) = match field("grant_type") {
        "client_credentials" if world.clients[client as usize].grant_type == "CLIENT-CREDENTIALS" && proven => {
            (Caller { client, user: None }, false)
        }
        "client_credentials" => {
            return Err(refuse(
                400,
                "unauthorized_client",
                "this client may not use the grant type client_credentials",
            ));
        }
        "authorization_code" => {
            let code = world.sessions.codes.remove(field("code"));
            let code = code
                .filter(|c| c.caller.client == client && c.expires > world.now && c.redirect == field("redirect_uri"))
                .ok_or_else(|| {
                    refuse(
                        400,
                        "invalid_grant",
                        "the authorization code is unknown, used, expired or for another client or redirect_uri",
                    )
                })?;
            let verified = match &code.challenge {
                Some(challenge) => {
                    *challenge == URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier").as_bytes()))
                }
                None => proven && !secretless,
            };
            if !verified {
                return Err(refuse(400, "invalid_grant", "code_verifier does not match the code_challenge"));
            }
            (code.caller, true)
        }
        "refresh_token" => {
            let found = world.sessions.refresh.remove(field("refresh_token")).filter(|c| c.client == client);
            (found.ok_or_else(|| refuse(400, "invalid_grant", "the refresh token is unknown or used"))?, true)
        }
        other => return Err(refuse(400, "unsupported_grant_type", &format!("grant type '{other}' is not supported"))),
    };
    let uses_left = world.faults.token_uses();
    let now = world.now;
    let word = world.sessions.issue(caller, now, uses_left);
    let mut body = json!({
        "access_token": word,
        "token_type": "bearer",
        "expires_in": world.sessions.lifetime.as_secs().saturating_sub(1),
    });
    if with_refresh {
        let refresh = world.sessions.word();
        world.sessions.refresh.insert(refresh.clone(), caller);
        body["refresh_token"] = Value::String(refresh);
    }
    if let Some(row) = caller.user {
        world.people[row as usize].last_token = Some(now);
    }
    Ok(Reply::ok(body).with_header("cache-control", "no-store"))
}

/// The client a request comes from, and whether it proved to be that client by its secret.
fn client(world: &World, request: &Request, id: &str, secret: &str) -> Result<(u32, bool), Box<Reply>> {
    let basic = request
        .header("authorization")
        .and_then(|header| header.strip_prefix("Basic "))
        .and_then(|encoded| STANDARD.decode(encoded.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let (id, secret) = match basic.as_deref().and_then(|pair| pair.split_once(':')) {
        Some((id, secret)) => (id, secret),
        None => (id, secret),
    };
    let unknown = || refuse(401, "invalid_client", "unknown client or wrong client secret");
    let row = world.client_row(id).ok_or_else(unknown)?;
    match (&world.clients[row as usize].secret, secret.is_empty()) {
        (Some(right), false) if right.expose_secret() == secret => Ok((row, true)),
        (Some(_), false) | (None, false) => Err(unknown()),
        (Some(_), true) => Err(unknown()),
        (None, true) => Ok((row, false)),
    }
}

fn authorize(world: &mut World, request: &Request) -> Result<Reply, Box<Reply>> {
    let query: HashMap<String, String> = request.pairs().into_iter().collect();
    let field = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let client = world
        .client_row(field("client_id"))
        .filter(|row| world.clients[*row as usize].grant_type == "CODE")
        .ok_or_else(|| refuse(400, "invalid_client", "unknown client, or one that may not sign people in"))?;
    let mut target = url::Url::parse(field("redirect_uri"))
        .ok()
        .filter(|url| matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")))
        .ok_or_else(|| refuse(400, "invalid_request", "redirect_uri must be an address of this machine"))?;
    if field("response_type") != "code" {
        return Err(refuse(400, "unsupported_response_type", "response_type must be 'code'"));
    }
    let challenge = query.get("code_challenge").cloned();
    if challenge.is_some() && field("code_challenge_method") != "S256" {
        return Err(refuse(400, "invalid_request", "code_challenge_method must be 'S256'"));
    }
    let word = world.sessions.word();
    let code = Code {
        caller: Caller { client, user: Some(world.operator) },
        redirect: field("redirect_uri").to_owned(),
        challenge,
        expires: world.now + SignedDuration::from_secs(300),
    };
    world.sessions.codes.insert(word.clone(), code);
    target.query_pairs_mut().append_pair("code", &word);
    if let Some(state) = query.get("state") {
        target.query_pairs_mut().append_pair("state", state);
    }
    Ok(Reply::status(302).with_header("location", target.to_string()))
}

fn me(world: &mut World, _: &Call<'_>) -> Answer {
    let organization = json!({ "id": world.id(Kind::Organization, 0), "name": super::seed::ORGANIZATION });
    let client = &world.clients[world.caller.client as usize];
    let role_divisions: Vec<Value> = client
        .grants
        .iter()
        .map(|g| json!({ "roleId": world.role_id(g.role), "divisionId": g.division.map_or("*".to_owned(), |d| world.division_id(d)) }))
        .collect();
    Ok(Reply::ok(json!({
        "organization": organization,
        "homeOrganization": organization,
        "authorizedScope": [],
        "OAuthClient": {
            "id": world.id(Kind::Client, u64::from(world.caller.client)),
            "name": &*client.name,
            "authorizedGrantType": client.grant_type,
            "dateCreated": iso(client.created),
            "scope": [],
            "roleDivisions": role_divisions,
            "state": "active",
            "organization": organization,
        },
    })))
}

fn head(_: &mut World, _: &Call<'_>) -> Answer {
    Ok(Reply::status(200))
}

fn revoke_own(world: &mut World, _: &Call<'_>) -> Answer {
    let current = std::mem::take(&mut world.sessions.current);
    world.sessions.tokens.remove(&current);
    Ok(Reply::status(200))
}

fn revoke_all(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.param("userId");
    let row = world.user_row(id).ok_or_else(|| Failure::missing("user", id))?;
    world.sessions.revoke_user(row);
    world.people[row as usize].live_tokens = 0;
    let name = world.person(row).name.to_string();
    let about = About { service: "PeoplePermissions", entity_type: "UserToken", id: id.to_owned(), name };
    world.log("Delete", about, Vec::new());
    Ok(Reply::status(204))
}
