//! The one table of operations: method, path, permissions, handler. What is not here is a 404.
//!
//! `{name}` takes a UUID, `{name*}` a UUID or `*`, `{name?}` any text. A path with more literal segments wins.

use super::call::{Call, decode_segment};
use super::ids;
use super::reply::{Failure, Reply};
use super::world::World;
use http::Method;
use std::collections::{BTreeMap, HashMap};

/// What a handler returns.
pub type Answer = Result<Reply, Failure>;

/// A handler: a plain function over the world.
pub type Handler = fn(&mut World, &Call<'_>) -> Answer;

/// The permissions an operation asks of its caller.
#[derive(Debug, Clone, Copy)]
pub enum Needs {
    /// None.
    Nothing,
    /// At least one of these.
    Any(&'static [&'static str]),
    /// All of these.
    All(&'static [&'static str]),
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Route {
    /// The HTTP method.
    pub method: Method,
    /// The path's template.
    pub template: &'static str,
    /// What the caller must hold.
    pub needs: Needs,
    /// What answers.
    pub handler: Handler,
}

/// Declares an operation, for the tables in the files that answer.
pub const fn on(method: Method, template: &'static str, needs: Needs, handler: Handler) -> Route {
    Route { method, template, needs, handler }
}

/// All tables of operations, one a file.
fn tables() -> Vec<&'static [Route]> {
    vec![
        super::tokens::ROUTES,
        super::users::ROUTES,
        super::routing::ROUTES,
        super::groups::ROUTES,
        super::authorization::ROUTES,
    ]
}

/// The tables of the services beside people, groups, routing and authorization.
pub fn services() -> [&'static [Route]; 7] {
    use super::{analytics, audits, conversations, license, organization, scim};
    [
        analytics::ROUTES,
        audits::ROUTES,
        conversations::ROUTES,
        license::ROUTES,
        organization::ROUTES,
        scim::ROUTES,
        scim::ROUTES_V2,
    ]
}

enum Segment {
    Literal(&'static str),
    Uuid(&'static str),
    UuidOrStar(&'static str),
    Text(&'static str),
}

struct Compiled {
    route: &'static Route,
    segments: Vec<Segment>,
    literals: usize,
}

/// The operations, ready to be found by a request.
pub struct RouteTable {
    by_shape: HashMap<(Method, usize), Vec<Compiled>>,
}

impl RouteTable {
    /// The table of everything the practice tenant answers.
    pub fn new() -> Self {
        let mut by_shape: HashMap<(Method, usize), Vec<Compiled>> = HashMap::new();
        for route in tables().into_iter().chain(services()).flatten() {
            let segments: Vec<Segment> = route.template.split('/').skip(1).map(segment).collect();
            let literals = segments.iter().filter(|s| matches!(s, Segment::Literal(_))).count();
            by_shape.entry((route.method.clone(), segments.len())).or_default().push(Compiled {
                route,
                segments,
                literals,
            });
        }
        for same_shape in by_shape.values_mut() {
            same_shape.sort_by_key(|compiled| std::cmp::Reverse(compiled.literals));
        }
        Self { by_shape }
    }

    /// The operation for a method and a path, with the path's values.
    pub fn find(&self, method: &Method, path: &str) -> Option<(&'static Route, BTreeMap<&'static str, String>)> {
        let segments: Vec<String> = path.split('/').skip(1).map(decode_segment).collect::<Option<_>>()?;
        let same_shape = self.by_shape.get(&(method.clone(), segments.len()))?;
        same_shape.iter().find_map(|compiled| Some((compiled.route, fit(&compiled.segments, &segments)?)))
    }

    /// Every operation.
    #[cfg(test)]
    pub fn all(&self) -> impl Iterator<Item = &'static Route> + '_ {
        self.by_shape.values().flatten().map(|compiled| compiled.route)
    }
}

fn segment(text: &'static str) -> Segment {
    match text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
        None => Segment::Literal(text),
        Some(inner) => match (inner.strip_suffix('*'), inner.strip_suffix('?')) {
            (Some(name), _) => Segment::UuidOrStar(name),
            (_, Some(name)) => Segment::Text(name),
            _ => Segment::Uuid(inner),
        },
    }
}

fn fit(template: &[Segment], path: &[String]) -> Option<BTreeMap<&'static str, String>> {
    let mut params = BTreeMap::new();
    for (want, got) in template.iter().zip(path) {
        let name = match want {
            Segment::Literal(text) if text == got => continue,
            Segment::Uuid(name) if ids::is_uuid(got) => name,
            Segment::UuidOrStar(name) if got == "*" || ids::is_uuid(got) => name,
            Segment::Text(name) if !got.is_empty() => name,
            _ => return None,
        };
        params.insert(*name, got.clone());
    }
    Some(params)
}
