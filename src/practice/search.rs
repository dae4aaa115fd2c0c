//! Search criteria as the platform's search operations take them, for people and groups.

use super::reply::Failure;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

const MOST_CRITERIA: usize = 50;
const MOST_VALUES: usize = 100;
/// The largest page of results.
const MOST_RESULTS: usize = 100;
/// How far paging reaches into the results.
const REACH: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    And,
    Or,
    Not,
}

#[derive(Debug)]
enum Test {
    Exact,
    StartsWith,
    Contains,
    Regex,
    Term,
    Present,
    Everything,
    Words,
    Between { low: Option<String>, high: Option<String>, strict: bool },
    Nested(Vec<Criterion>),
}

#[derive(Debug)]
struct Criterion {
    join: Join,
    test: Test,
    fields: Vec<String>,
    values: Vec<String>,
}

/// A whole search: criteria, order and page.
#[derive(Debug)]
pub struct Search {
    criteria: Vec<Criterion>,
    /// The field to sort by.
    pub sort_by: Option<String>,
    /// Whether the order is turned round.
    pub descending: bool,
    /// Rows on a page.
    pub size: usize,
    /// The page, from 1.
    pub number: usize,
    /// What to expand.
    pub expand: Vec<String>,
    body: Map<String, Value>,
}

impl Search {
    /// Reads a search body; `ranges` says whether the operation knows query strings and ranges.
    pub fn read(body: &Map<String, Value>, ranges: bool) -> Result<Self, Failure> {
        let page = |name: &str, default| body.get(name).and_then(Value::as_i64).unwrap_or(default);
        let (size, number) = (page("pageSize", 25), page("pageNumber", 1));
        if size < 1 || number < 1 {
            return Err(Failure::bad("pageSize and pageNumber must be 1 or more"));
        }
        let (size, number) = (size as usize, number as usize);
        if size > MOST_RESULTS || size.saturating_mul(number) > REACH {
            return Err(Failure::new(
                400,
                "too.many.requested.results",
                format!("A page has at most {MOST_RESULTS} results, and paging reaches {REACH} results."),
            ));
        }
        let criteria = criteria(body.get("query"), ranges)?;
        if count(&criteria) > MOST_CRITERIA {
            return Err(Failure::new(400, "too.many.search.criteria", "Too many search criteria."));
        }
        let sort = body.get("sort").and_then(|s| s.get(0));
        let word = |name: &str| {
            let top = body.get(name).and_then(Value::as_str);
            top.or_else(|| sort.and_then(|s| s.get(name)).and_then(Value::as_str)).map(str::to_owned)
        };
        Ok(Self {
            criteria,
            sort_by: word("sortBy"),
            descending: word("sortOrder").as_deref() == Some("DESC"),
            size,
            number,
            expand: strings(body.get("expand")),
            body: body.clone(),
        })
    }

    /// Whether any criterion looks at this field.
    pub fn mentions(&self, field: &str) -> bool {
        fn any(list: &[Criterion], field: &str) -> bool {
            list.iter().any(|c| {
                let nested = if let Test::Nested(inner) = &c.test { any(inner, field) } else { false };
                nested || c.fields.iter().any(|f| f == field)
            })
        }
        any(&self.criteria, field)
    }

    /// Whether a row fits; `field` gives the row's values of a field.
    pub fn fits(&self, field: &dyn Fn(&str) -> Vec<String>) -> bool {
        all_fit(&self.criteria, field)
    }

    /// The answer: one page of `total` results.
    pub fn answer(&self, kind: &str, total: usize, results: Vec<Value>) -> Value {
        let pages = total.div_ceil(self.size);
        let mut out = json!({
            "total": total,
            "pageCount": pages,
            "pageSize": self.size,
            "pageNumber": self.number,
            "currentPage": self.q64(self.number),
            "types": [kind],
            "results": results,
        });
        if self.number > 1 {
            out["previousPage"] = json!(self.q64(self.number - 1));
        }
        if self.number < pages {
            out["nextPage"] = json!(self.q64(self.number + 1));
        }
        out
    }

    /// The rows of `total` that are on this page.
    pub fn rows(&self, total: usize) -> std::ops::Range<usize> {
        let from = ((self.number - 1) * self.size).min(total);
        from..(from + self.size).min(total)
    }

    fn q64(&self, number: usize) -> String {
        let mut body = self.body.clone();
        body.insert("pageNumber".into(), json!(number));
        STANDARD.encode(Value::Object(body).to_string())
    }
}

/// The search body in a `q64` parameter.
pub fn decode_q64(text: &str) -> Result<Map<String, Value>, Failure> {
    let bytes = STANDARD.decode(text.replace(' ', "+")).ok();
    match bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
        Some(Value::Object(body)) => Ok(body),
        _ => Err(Failure::bad("q64 is not the base64 of a search body")),
    }
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn count(list: &[Criterion]) -> usize {
    list.iter().map(|c| if let Test::Nested(inner) = &c.test { count(inner) } else { 1 }).sum()
}

fn criteria(value: Option<&Value>, ranges: bool) -> Result<Vec<Criterion>, Failure> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|one| criterion(one, ranges)).collect()
}

fn criterion(value: &Value, ranges: bool) -> Result<Criterion, Failure> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let lower = |name: &str| text(name).map(str::to_lowercase);
    let join = match text("operator").unwrap_or("AND") {
        "AND" => Join::And,
        "OR" => Join::Or,
        "NOT" => Join::Not,
        other => return Err(Failure::bad(format!("there is no operator '{other}'"))),
    };
    let low_high = |low: Option<String>, high: Option<String>, strict| Test::Between { low, high, strict };
    let test = match text("type") {
        _ if value.get("group").is_some_and(|g| g.as_array().is_some_and(|g| !g.is_empty())) => {
            Test::Nested(criteria(value.get("group"), ranges)?)
        }
        Some("EXACT") => Test::Exact,
        Some("STARTS_WITH") => Test::StartsWith,
        Some("CONTAINS") => Test::Contains,
        Some("REGEX") => Test::Regex,
        Some("TERM" | "TERMS") => Test::Term,
        Some("REQUIRED_FIELDS") => Test::Present,
        Some("MATCH_ALL") => Test::Everything,
        Some("QUERY_STRING") if ranges => Test::Words,
        Some("RANGE") if ranges => low_high(lower("startValue"), lower("endValue"), false),
        Some("LESS_THAN") if ranges => low_high(None, lower("value"), true),
        Some("LESS_THAN_EQUAL_TO") if ranges => low_high(None, lower("value"), false),
        Some("GREATER_THAN") if ranges => low_high(lower("value"), None, true),
        Some("GREATER_THAN_EQUAL_TO") if ranges => low_high(lower("value"), None, false),
        other => return Err(Failure::bad(format!("there is no search type '{}'", other.unwrap_or("")))),
    };
    let mut values: Vec<String> = strings(value.get("values")).iter().map(|v| v.to_lowercase()).collect();
    values.extend(lower("value"));
    if values.len() > MOST_VALUES {
        return Err(Failure::new(400, "search.criteria.values.exceed.limit", "Too many values in a search criterion."));
    }
    Ok(Criterion { join, test, fields: strings(value.get("fields")), values })
}

fn all_fit(list: &[Criterion], field: &dyn Fn(&str) -> Vec<String>) -> bool {
    let mut fits = None;
    for criterion in list {
        let one = one_fits(criterion, field);
        fits = Some(match (fits, criterion.join) {
            (None, Join::Not) => !one,
            (None, _) => one,
            (Some(so_far), Join::And) => so_far && one,
            (Some(so_far), Join::Or) => so_far || one,
            (Some(so_far), Join::Not) => so_far && !one,
        });
    }
    fits.unwrap_or(true)
}

fn one_fits(criterion: &Criterion, field: &dyn Fn(&str) -> Vec<String>) -> bool {
    let values = &criterion.values;
    let any = |test: &dyn Fn(&str) -> bool| {
        criterion.fields.iter().any(|f| field(f).iter().any(|text| test(&text.to_lowercase())))
    };
    match &criterion.test {
        Test::Everything => true,
        Test::Nested(inner) => all_fit(inner, field),
        Test::Present => criterion.fields.iter().all(|f| !field(f).is_empty()),
        Test::Exact => any(&|text| values.iter().any(|v| v == text)),
        Test::Contains => any(&|text| values.iter().any(|v| text.contains(v.as_str()))),
        Test::StartsWith => any(&|text| {
            let words = || text.split_whitespace();
            values.iter().any(|v| text.starts_with(v.as_str()) || words().any(|w| w.starts_with(v.as_str())))
        }),
        Test::Term => any(&|text| values.iter().any(|v| v == text || text.split_whitespace().any(|w| w == v))),
        Test::Regex => any(&|text| values.iter().any(|v| simple_pattern(v, text))),
        Test::Words => {
            let default = ["name".to_owned(), "email".to_owned()];
            let fields: &[String] = if criterion.fields.is_empty() { &default } else { &criterion.fields };
            let texts: Vec<String> = fields.iter().flat_map(|f| field(f)).map(|t| t.to_lowercase()).collect();
            let mut words = values.iter().flat_map(|v| v.split_whitespace()).map(|w| w.trim_matches('*'));
            words.all(|word| texts.iter().any(|text| text.contains(word)))
        }
        Test::Between { low, high, strict } => any(&|text| {
            let order = |other: &str| match (text.parse::<f64>(), other.parse::<f64>()) {
                (Ok(a), Ok(b)) => a.total_cmp(&b),
                _ => text.cmp(other),
            };
            let inside = |o: std::cmp::Ordering| !(*strict && o.is_eq());
            low.as_ref().is_none_or(|l| order(l).is_ge() && inside(order(l)))
                && high.as_ref().is_none_or(|h| order(h).is_le() && inside(order(h)))
        }),
    }
}

/// A pattern whose only special form is `.*`; anchored as the platform anchors it.
fn simple_pattern(pattern: &str, text: &str) -> bool {
    let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
    let pieces: Vec<&str> = pattern.split(".*").collect();
    let mut rest = text;
    for (n, piece) in pieces.iter().enumerate() {
        let last = n + 1 == pieces.len();
        let found = match (n, last) {
            (0, true) => return text == *piece,
            (0, false) => rest.strip_prefix(piece),
            (_, true) => return rest.ends_with(piece),
            (_, false) => rest.find(piece).map(|at| &rest[at + piece.len()..]),
        };
        match found {
            Some(left) => rest = left,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(query: Value) -> bool {
        let body = json!({ "query": query });
        let search = Search::read(body.as_object().unwrap(), true).unwrap();
        search.fits(&|field| match field {
            "name" => vec!["Ann Smith".to_owned()],
            "email" => vec!["ann@acme.example".to_owned()],
            "version" => vec!["12".to_owned()],
            _ => Vec::new(),
        })
    }

    #[test]
    fn each_type_tells_fitting_from_not() {
        let one = |kind: &str, value: &str| json!([{ "type": kind, "fields": ["name", "email"], "value": value }]);
        for (kind, yes, no) in [
            ("EXACT", "ann smith", "ann"),
            ("CONTAINS", "N SM", "bob"),
            ("STARTS_WITH", "smi", "mith"),
            ("TERM", "smith", "smi"),
            ("REGEX", "ann.*h", "ann.*x"),
            ("QUERY_STRING", "smith ann@*", "smith bob"),
            ("GREATER_THAN", "ann", "zed"),
        ] {
            assert!(fits(one(kind, yes)), "{kind} {yes}");
            assert!(!fits(one(kind, no)), "{kind} {no}");
        }
        assert!(fits(json!([{ "type": "RANGE", "fields": ["version"], "startValue": "9", "endValue": "20" }])));
        assert!(!fits(json!([{ "type": "REQUIRED_FIELDS", "fields": ["title"] }])));
    }

    #[test]
    fn criteria_are_joined() {
        let is = |value: &str, operator: &str| json!({ "type": "TERM", "fields": ["name"], "value": value, "operator": operator });
        assert!(!fits(json!([is("ann", "AND"), is("bob", "AND")])));
        assert!(fits(json!([is("ann", "AND"), is("bob", "OR")])));
        assert!(fits(json!([is("ann", "AND"), is("bob", "NOT")])));
        assert!(!fits(json!([is("bob", "AND"), { "type": "EXACT", "group": [is("ann", "AND"), is("bob", "OR")] }])));
        assert!(fits(json!([])));
    }
}
