use super::*;
use crate::pipelines::{offboard, provision};
use serde_json::{Value, json};

fn told(job: PipelineKind, text: &str) -> Vec<(Option<usize>, String, Option<String>)> {
    check(job, text).into_iter().map(|one| (one.line, format!("{} {}", one.field, one.text), one.nearest)).collect()
}

#[test]
fn what_is_shipped_is_well_and_so_is_what_is_left_out() {
    for (recipe, text) in offboard::Recipe::shipped().unwrap() {
        assert_eq!(check(PipelineKind::Offboard, text), [], "{}", recipe.name);
    }
    assert_eq!(check(PipelineKind::Provision, provision::Recipe::SHIPPED), []);
    assert!(JOBS.iter().all(|job| check(*job, "").is_empty()));
    assert_eq!(check(PipelineKind::Restore, "").len(), 1);
}

#[test]
fn every_fault_is_told_with_its_line_and_what_may_have_been_meant() {
    let text = "title = 7\ndelte = \"now\"\ndelete = \"latter\"\ngrace_days = -1\ncolour = \"red\"\n\n\
                [history]\nexport = \"yes\"\ndayz = 9\n\n[protect]\npeople = \"all\"\ngroups = [\"a\", 7]\n";
    let all = told(PipelineKind::Offboard, text);
    let near = |word: &str| Some(word.to_owned());
    let known = "here there are: ";
    assert_eq!(all[0], (Some(1), "title must be a text in quotes".to_owned(), None));
    assert_eq!(all[1], (Some(2), "delte is not a field of a recipe".to_owned(), near("delete")));
    assert_eq!(all[2], (Some(3), "delete must be one of: now, later, never".to_owned(), near("later")));
    assert_eq!(all[3], (Some(4), "grace_days must be a whole number from 0 to 65535".to_owned(), None));
    assert!(all[4].1.starts_with(&format!("colour is not a field of a recipe; {known}")), "{:?}", all[4]);
    assert_eq!(all[5], (Some(8), "history.export must be true or false".to_owned(), None));
    assert_eq!(all[6], (Some(9), "history.dayz is not a field of a recipe".to_owned(), near("days")));
    assert_eq!(all[7], (Some(12), "protect.people must be a list such as [\"a\", \"b\"]".to_owned(), None));
    assert_eq!(all[8], (Some(13), "protect.groups must be a text in quotes".to_owned(), None));
    assert_eq!(all.len(), 9);
}

#[test]
fn what_is_no_toml_or_makes_no_sense_is_told_with_its_line() {
    assert_eq!(told(PipelineKind::Offboard, "title = \"x\"\ndelete = \n")[0].0, Some(2));
    let days = told(PipelineKind::Offboard, "\n[history]\ndays = 0\n");
    assert_eq!((days[0].0, days[0].1.starts_with("history.days ")), (Some(3), true), "{days:?}");
    let text =
        "[columns]\nDept = \"departement\"\n[everybody]\nphone = \"1\"\n[password]\nlength = 8\ndeliver = \"mail\"\n";
    let all = told(PipelineKind::Provision, text);
    assert_eq!(all.iter().map(|one| one.0).collect::<Vec<_>>(), [Some(6), Some(7)], "{all:?}");
    let all = told(PipelineKind::Provision, &text.replace("8\ndeliver = \"mail\"", "20\ndeliver = \"age-file\""));
    assert_eq!(all.iter().map(|one| one.0).collect::<Vec<_>>(), [Some(2), Some(4), Some(5)], "{all:?}");
}

/// The schema knows exactly the fields that are read: each of its fields is taken, and no other is.
#[test]
fn the_schema_is_that_of_the_types() {
    for job in JOBS {
        let schema = schema(job).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["additionalProperties"], json!(false));
        let fields: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        let written: Value = match job {
            PipelineKind::Offboard => serde_json::to_value(offboard::Recipe::default()).unwrap(),
            _ => serde_json::to_value(provision::Recipe::default()).unwrap(),
        };
        let mut known: Vec<&String> = written.as_object().unwrap().keys().collect();
        known.sort();
        assert_eq!(fields, known);
        for (name, of_field) in schema["properties"].as_object().unwrap() {
            assert!(of_field["description"].is_string(), "{name} is not explained");
            assert_eq!(of_field["default"], written[name], "{name}");
        }
    }
}
