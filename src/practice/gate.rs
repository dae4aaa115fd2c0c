//! What every call passes before its handler: token, rate limit, operation, permissions, faults. And the headers that
//! every answer carries.

use super::call::{Call, Request};
use super::faults::Fault;
use super::reply::{Delivery, Failure, Reply};
use super::routes::{Needs, RouteTable};
use super::tokens;
use super::world::World;
use http::Method;

/// Answers one request.
pub fn answer(world: &mut World, routes: &RouteTable, request: &Request) -> Reply {
    let context = world.next_context();
    world.context.clone_from(&context);
    world.reads_stale = false;
    let mut reply = if request.path.starts_with("/oauth/") {
        tokens::answer(world, request)
    } else {
        let mut limits = Vec::new();
        let mut delivery = Delivery::Whole;
        let outcome = pass(world, routes, request, &mut limits, &mut delivery);
        let mut reply = outcome.unwrap_or_else(|failure| failure.into_reply(&context));
        if reply.delivery == Delivery::Whole {
            reply.delivery = delivery;
        }
        reply.headers.extend(limits);
        reply
    };
    reply.headers.push(("inin-correlation-id", context));
    if request.method == Method::HEAD {
        reply.body = None;
    }
    reply
}

fn pass(
    world: &mut World,
    routes: &RouteTable,
    request: &Request,
    limits: &mut Vec<(&'static str, String)>,
    delivery: &mut Delivery,
) -> Result<Reply, Failure> {
    if !request.path.starts_with("/api/v2/") {
        return Err(Failure::not_found());
    }
    authenticate(world, request)?;
    *limits = spend(world)?;
    let (route, params) = routes.find(&request.method, &request.path).ok_or_else(Failure::not_found)?;
    permit(world, route.needs)?;
    let call = Call::read(request, params)?;
    match world.faults.next(request.method != Method::GET && request.method != Method::HEAD) {
        Fault::Nothing => {}
        Fault::TooMany(seconds) => return Err(too_many(world.rate_per_minute, seconds)),
        Fault::Fail(status) => return Err(broken(status)),
        Fault::ResetBefore => {
            *delivery = Delivery::Reset;
            return Err(broken(503));
        }
        Fault::ResetAfter => *delivery = Delivery::Reset,
        Fault::StallAfter(time) => *delivery = Delivery::Stall(time),
        Fault::Slow(time) => *delivery = Delivery::Slow(time),
        Fault::Stale => world.reads_stale = true,
    }
    (route.handler)(world, &call)
}

fn authenticate(world: &mut World, request: &Request) -> Result<(), Failure> {
    let header = request.header("authorization").unwrap_or_default();
    let token = match header.split_once(' ') {
        Some((kind, token)) if kind.eq_ignore_ascii_case("bearer") && !token.is_empty() => token,
        _ => {
            return Err(Failure::new(
                401,
                "authentication.required",
                "No authentication bearer token specified in authorization header.",
            ));
        }
    };
    let now = world.now;
    match world.sessions.enter(token, now) {
        Some(caller) => {
            world.caller = caller;
            Ok(())
        }
        None => Err(Failure::new(401, "bad.credentials", "Invalid login credentials.")),
    }
}

fn spend(world: &mut World) -> Result<Vec<(&'static str, String)>, Failure> {
    let allowed = world.rate_per_minute.saturating_mul(if world.caller.user.is_some() { 10 } else { 1 });
    let now = world.now;
    let spent = world.sessions.spend(now, allowed);
    let headers = vec![
        ("inin-ratelimit-count", spent.count.to_string()),
        ("inin-ratelimit-allowed", allowed.to_string()),
        ("inin-ratelimit-reset", spent.reset.to_string()),
    ];
    if spent.refused {
        let hint = (!world.sessions.dice.percent(15)).then_some(spent.reset.max(1));
        let mut failure = too_many(allowed, hint);
        for (name, value) in headers {
            failure = failure.with_header(name, value);
        }
        return Err(failure);
    }
    Ok(headers)
}

fn too_many(allowed: u32, seconds: Option<u64>) -> Failure {
    let failure = Failure::new(
        429,
        "too.many.requests",
        format!("Rate limit exceeded the maximum [{allowed}] requests within [60] seconds"),
    )
    .with_param("limit", allowed.to_string())
    .with_param("seconds", "60");
    match seconds {
        Some(seconds) => failure.with_header("retry-after", seconds.to_string()),
        None => failure,
    }
}

fn broken(status: u16) -> Failure {
    match status {
        500 => Failure::new(
            500,
            "internal.server.error",
            "The server encountered an unexpected condition which prevented it from fulfilling the request.",
        ),
        504 => Failure::new(504, "request.timeout", "The request timed out."),
        other => Failure::new(
            other,
            "service.unavailable",
            "Service Unavailable - The server is currently unavailable (because it is overloaded or down for maintenance).",
        ),
    }
}

fn permit(world: &World, needs: Needs) -> Result<(), Failure> {
    match needs {
        Needs::Nothing => Ok(()),
        Needs::Any(any) if any.iter().any(|p| world.holds(world.caller, p)) => Ok(()),
        Needs::Any(&[one]) => Err(missing(&[one])),
        Needs::Any(any) => {
            let list = any.join(", ");
            Err(Failure::new(
                403,
                "missing.any.permissions",
                format!("Unable to perform the requested action. You must have at least one of the following permissions assigned: [{list}]"),
            )
            .with_template("Unable to perform the requested action. You must have at least one of the following permissions assigned: {permissions}")
            .with_param("permissions", format!("[{list}]")))
        }
        Needs::All(all) => {
            let lacking: Vec<&str> = all.iter().copied().filter(|p| !world.holds(world.caller, p)).collect();
            if lacking.is_empty() { Ok(()) } else { Err(missing(&lacking)) }
        }
    }
}

fn missing(lacking: &[&str]) -> Failure {
    let list = lacking.join(", ");
    Failure::new(
        403,
        "missing.permissions",
        format!("Unable to perform the requested action. You are missing the following permission(s): [{list}]"),
    )
    .with_template("Unable to perform the requested action. You are missing the following permission(s): {permissions}")
    .with_param("permissions", format!("[{list}]"))
}
