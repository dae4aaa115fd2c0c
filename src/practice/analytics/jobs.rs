//! Details jobs: accepted, worked on for two seconds, then read page by page.

use super::query::Query;
use super::{matching, shape};
use crate::practice::call::Call;
use crate::practice::clock::iso;
use crate::practice::ids::Kind;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::world::World;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// How far the jobs' store is behind.
const BEHIND: SignedDuration = SignedDuration::from_hours(1);
/// How long a job's results are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// After this a job is worked on.
const QUEUED: SignedDuration = SignedDuration::from_millis(500);
/// After this a job is done.
const WORKED: SignedDuration = SignedDuration::from_secs(2);
/// The most conversations on a page of results, and the number when none is asked for.
const MOST: i64 = 1000;

/// A job.
#[derive(Debug, Clone)]
struct Job {
    number: u64,
    query: Query,
    submitted: Timestamp,
}

/// The jobs of a tenant.
#[derive(Debug, Default)]
pub struct Jobs {
    next: u64,
    jobs: Vec<Job>,
}

/// `POST …/details/jobs`.
pub fn start(world: &mut World, call: &Call<'_>) -> Answer {
    let query = Query::read_job(call.object()?)?;
    let number = world.jobs.next;
    world.jobs.next += 1;
    let submitted = world.now;
    world.jobs.jobs.push(Job { number, query, submitted });
    Ok(Reply::json(202, json!({"jobId": world.id(Kind::Job, number)})))
}

/// `GET …/details/jobs/availability`.
pub fn availability(world: &mut World, _call: &Call<'_>) -> Answer {
    Ok(Reply::ok(json!({"dataAvailabilityDate": iso(world.now - BEHIND)})))
}

/// `GET …/details/jobs/{jobId}`.
pub fn state(world: &mut World, call: &Call<'_>) -> Answer {
    let job = find(world, call)?;
    let age = world.now.duration_since(job.submitted);
    let (status, word) = match age {
        age if age < QUEUED => (202, "QUEUED"),
        age if age < WORKED => (202, "PENDING"),
        age if age < KEPT => (200, "FULFILLED"),
        _ => (200, "EXPIRED"),
    };
    let mut out =
        json!({"state": word, "submissionDate": iso(job.submitted), "expirationDate": iso(job.submitted + KEPT)});
    if age >= WORKED {
        out["completionDate"] = json!(iso(job.submitted + WORKED));
    }
    Ok(Reply::json(status, out))
}

/// `DELETE …/details/jobs/{jobId}`.
pub fn drop_job(world: &mut World, call: &Call<'_>) -> Answer {
    let number = find(world, call)?.number;
    world.jobs.jobs.retain(|job| job.number != number);
    Ok(Reply::status(204))
}

/// `GET …/details/jobs/{jobId}/results`.
pub fn results(world: &mut World, call: &Call<'_>) -> Answer {
    let job = find(world, call)?;
    let age = world.now.duration_since(job.submitted);
    if !(WORKED..KEPT).contains(&age) {
        return Err(Failure::bad("The job has no results now."));
    }
    let size = call.number("pageSize")?.unwrap_or(MOST);
    if !(1..=MOST).contains(&size) {
        return Err(Failure::bad(format!("pageSize must be between 1 and {MOST}, it was {size}")));
    }
    let from = call.query("cursor").map_or(Ok(0), |cursor| place(cursor, job.number))?;
    let known = job.submitted - BEHIND;
    let found = matching(world, &job.query, known);
    let end = found.len().min(from.saturating_add(size as usize));
    let shown: Vec<Value> =
        found.get(from..end).unwrap_or_default().iter().map(|c| shape::conversation(world, c)).collect();
    let mut out = json!({"conversations": shown, "dataAvailabilityDate": iso(known)});
    if end < found.len() {
        out["cursor"] = json!(cursor(job.number, end));
    }
    Ok(Reply::ok(out))
}

fn find<'a>(world: &'a World, call: &Call<'_>) -> Result<&'a Job, Failure> {
    let id = call.param("jobId");
    let number = world.row(Kind::Job, id);
    let found = number.and_then(|number| world.jobs.jobs.iter().find(|job| job.number == number));
    found.ok_or_else(|| Failure::missing("job", id))
}

/// A cursor that only means something for the job or query it was made for.
pub fn cursor(number: u64, at: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("{number}:{at}"))
}

/// Where a cursor points.
///
/// # Errors
/// 400 when it is not one of this job or query.
pub fn place(cursor: &str, number: u64) -> Result<usize, Failure> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let parts = text.as_deref().and_then(|text| text.split_once(':'));
    let at = parts.filter(|(of, _)| of.parse() == Ok(number)).and_then(|(_, at)| at.parse().ok());
    at.ok_or_else(|| Failure::new(400, "invalid.query.param.value", format!("The cursor {cursor} is not valid.")))
}
