mod records;
mod senders;
mod setup;

use super::*;
use crate::model::NoticeKind;
use std::path::Path;

const ID: &str = "6f0c2f7e-1111-4222-8333-444455556666";

struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn with(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(CONFIG_FILE), text).unwrap();
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn flags(&self) -> Flags {
        Flags { config_dir: Some(self.path().to_owned()), data_dir: Some(self.path().join("data")), ..Flags::default() }
    }

    fn load(&self, environment: &Environment) -> Result<Settings, ConfigError> {
        load(&self.flags(), environment, &account(), None)
    }

    fn secret(&self, name: &str, text: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
}

fn account() -> Account {
    Account { user: "mberger".to_owned(), host: "desk7".to_owned() }
}

fn problems(text: &str) -> Vec<String> {
    match Home::with(text).load(&Environment::of([])) {
        Err(ConfigError::Garbage { problems, .. }) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("expected problems, got {other:?}"),
    }
}

#[test]
fn garbage_is_reported_with_line_and_suggestion_all_at_once() {
    let found = problems("recipie = \"x\"\njobs = 900\n\n[profiles.acme]\nregoin = \"eu\"\nclient_secret = \"hush\"\n");
    assert_eq!(
        found,
        [
            "line 1: `recipie` is not a setting; did you mean `recipe`?",
            "line 2: `jobs` must be a whole number from 1 to 64, not this number",
            "line 5: `regoin` is not a setting; did you mean `region`?",
            "line 6: `client_secret` is not a setting; secrets do not stand in this file: name the variable (…_env) or the \
             file (…_file) that holds it",
        ]
    );
}

#[test]
fn what_is_wrong_is_said_in_words() {
    for (text, expected) in [
        ("jobs = \"four\"", "line 1: `jobs` must be a whole number from 1 to 64, not a text"),
        ("recipe = 3", "line 1: `recipe` must be a text in quotes, not this number"),
        ("recipe = \"\"", "line 1: `recipe` is empty; leave the line out instead"),
        (
            "\nprotected_people = \"a\"",
            "line 2: `protected_people` must be a list of texts such as [\"a\", \"b\"], not a text",
        ),
        (
            "protected_people = [1]",
            "line 1: `protected_people` must be a list of texts such as [\"a\", \"b\"], not this list",
        ),
        ("api = \"http://api.mypurecloud.de\"", "line 1: `api` cannot be used: plain http is for this machine only"),
        (
            "\nregion = \"eu_cental_1\"",
            "line 2: `region` cannot be used: there is no such region; did you mean `eu_central_1`?",
        ),
        (
            "region = \"eu_west_1\"\napi = \"https://a.b\"",
            "line 1: give either `region` or `api` with `login`, not both",
        ),
        ("login = \"https://a.b\"", "line 1: `login` needs `api` beside it"),
        ("client_secret_env = \"A\"\nclient_secret_file = \"b\"", "line 2: give either `client_secret_env` or"),
        ("profile = \"acme\"", "line 1: there is no [profiles.acme]"),
        ("profiles = 3", "line 1: `profiles` must be written as [profiles.NAME], not this number"),
        ("[profiles]\nacme = 1", "line 2: `profiles.acme` must be written as a table"),
        ("[[notices]]\nname = \"a\"", "line 1: this [[notices]] needs a usable `url`"),
        ("notices = 1", "line 1: `notices` must be written as [[notices]], not this number"),
        (
            "[[notices]]\nname=\"a\"\nurl=\"https://h\"\nsecret_env=\"S\"\nevents=[\"user_gone\"]",
            "line 5: `user_gone` is not an event; there are: user_access_cut",
        ),
        ("[profiles.acme]\nfoo = 1", "line 2: `foo` is not a setting; here there are: region"),
    ] {
        let found = problems(text);
        assert!(found.iter().any(|p| p.starts_with(expected)), "{text:?}: {found:#?}");
    }
}

#[test]
fn syntax_errors_name_the_line_and_do_not_quote_it() {
    let found = problems("recipe = \"a\"\nclient_secret = hush-hush\n");
    assert!(found[0].starts_with("line 2: this is not TOML: "), "{found:?}");
    assert!(found.iter().all(|p| !p.contains("hush")), "{found:?}");
    let home = Home::with("");
    std::fs::write(home.path().join(CONFIG_FILE), b"recipe = 'a'\n\xff\xfe").unwrap();
    let error = home.load(&Environment::of([])).unwrap_err();
    assert!(error.to_string().contains("line 2: this is not UTF-8 text"), "{error}");
}

#[test]
fn flag_beats_environment_beats_profile_beats_top_beats_default() {
    let text =
        "recipe = \"top\"\nclient_id = \"top\"\njobs = 2\n[profiles.a]\nrecipe = \"prof\"\nclient_id = \"prof\"\n";
    let home = Home::with(text);
    let none = Environment::of([]);
    let with_profile = |recipe: Option<&str>| Flags {
        profile: Some("a".to_owned()),
        recipe: recipe.map(str::to_owned),
        ..home.flags()
    };
    let recipe = |flags: &Flags| load(flags, &none, &account(), None).unwrap().recipe;

    assert_eq!(recipe(&with_profile(Some("flag"))), Setting::new("flag".to_owned(), Origin::Flag("--recipe")));
    let in_profile = Origin::File { line: 5, profile: Some("a".to_owned()) };
    assert_eq!(recipe(&with_profile(None)), Setting::new("prof".to_owned(), in_profile));
    assert_eq!(recipe(&home.flags()), Setting::new("top".to_owned(), Origin::File { line: 1, profile: None }));
    let empty = Home::with("");
    assert_eq!(recipe(&empty.flags()), Setting::by_default("standard-leaver".to_owned()));

    let environment = Environment::of([("GENESYS_CLIENT_ID", "env"), ("LANYARD_PROFILE", "a")]);
    let settings = home.load(&environment).unwrap();
    let from_env = Setting::new("env".to_owned(), Origin::Env("GENESYS_CLIENT_ID".to_owned()));
    assert_eq!(settings.client_id, Some(from_env));
    assert_eq!(settings.profile.unwrap().origin, Origin::Env("LANYARD_PROFILE".to_owned()));
    // A profile inherits what it does not set itself.
    assert_eq!(settings.jobs, Setting::new(2, Origin::File { line: 3, profile: None }));
}

#[test]
fn every_variable_of_the_environment_works() {
    let home = Home::with("");
    let environment = Environment::of([
        ("GENESYS_CLIENT_ID", ID),
        ("GENESYS_CLIENT_SECRET", "hush"),
        ("GENESYS_ENV_URL", "http://127.0.0.1:8123"),
        ("PORT", "9000"),
        ("WEBHOOK_SECRET", "whsec_aHVzaA=="),
        ("DEPROVISION_WEBHOOK_URL", "https://hr.example/x?key=hush"),
        ("AUDIT_WEBHOOK_URL", "https://siem.example/y"),
        ("LANYARD_DATABASE_URL", "postgres://u:hush@db/x"),
    ]);
    let settings = home.load(&environment).unwrap();
    let tenant = settings.tenant().unwrap();
    assert_eq!(address::shown(&tenant.hosts), "http://127.0.0.1:8123");
    assert_eq!(tenant.client_id, ID);
    assert_eq!(settings.intake_port.value, 9000);
    let names: Vec<_> = settings.notices.iter().map(|n| (n.value.name.as_str(), n.value.kinds.len())).collect();
    assert_eq!(names, [("deprovision", NoticeKind::ALL.len() - 1), ("audit", 2)]);
    assert!(matches!(settings.database.value, Database::Postgres(_)));
    assert!(settings.database_url().unwrap().is_some());
    assert!(settings.warnings.is_empty(), "{:?}", settings.warnings);
    for (name, expected) in [
        ("GENESYS_ENV_HOST", "https://api.euw2.pure.cloud (eu_west_2)"),
        ("GENESYS_DOMAIN", "https://api.euw2.pure.cloud (eu_west_2)"),
    ] {
        let settings = home.load(&Environment::of([(name, "api.euw2.pure.cloud")])).unwrap();
        let hosts = settings.hosts.unwrap();
        assert_eq!((address::shown(&hosts.value), hosts.origin), (expected.to_owned(), Origin::Env(name.to_owned())));
    }
    assert!(NAMES.iter().all(|(_, what)| !what.is_empty()));
}

#[test]
fn folders_come_from_flag_environment_or_system() {
    let environment = Environment::of([("LANYARD_CONFIG_DIR", "/e/c"), ("LANYARD_DATA_DIR", "/e/d")]);
    let folders = Folders::find(Some("/f/c".into()), None, &environment).unwrap();
    assert_eq!(folders.config, Setting::new("/f/c".into(), Origin::Flag("--config-dir")));
    assert_eq!(folders.data, Setting::new("/e/d".into(), Origin::Env("LANYARD_DATA_DIR".to_owned())));
}

#[test]
fn the_data_folder_is_made_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::with("");
    let folders = home.load(&Environment::of([])).unwrap().folders;
    folders.make_data().unwrap();
    let mode = std::fs::metadata(&folders.data.value).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
    let in_the_way = Folders { data: Setting::by_default(home.path().join(CONFIG_FILE)), ..folders };
    assert!(in_the_way.make_data().unwrap_err().remedy().contains("--data-dir"));
}

#[test]
fn what_is_missing_is_named_with_every_place_to_set_it() {
    let settings = Home::with("").load(&Environment::of([("GENESYS_CLIENT_ID", ID)])).unwrap();
    let error = settings.tenant().unwrap_err();
    let text = error.to_string();
    for word in ["GENESYS_ENV_URL", "`region`", "GENESYS_CLIENT_SECRET", "client_secret_file"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(!text.contains("GENESYS_CLIENT_ID"), "{text}");
    assert!(error.remedy().contains("--demo"));
}

#[test]
fn bad_values_in_the_environment_name_their_variable() {
    let home = Home::with("");
    for (name, value) in [
        ("GENESYS_ENV_URL", "https://genesys.acme.example"),
        ("GENESYS_ENV_URL", "http://api.mypurecloud.de"),
        ("PORT", "http"),
        ("PORT", "0"),
        ("DEPROVISION_WEBHOOK_URL", "https://hr.example"),
    ] {
        let error = home.load(&Environment::of([(name, value)])).unwrap_err().to_string();
        assert!(error.contains(&format!("env {name}")), "{error}");
    }
}

#[test]
fn unknown_profiles_are_refused_with_the_nearest_one() {
    let home = Home::with("[profiles.production]\n[profiles.test]\n");
    let flags = Flags { profile: Some("prodution".to_owned()), ..home.flags() };
    let error = load(&flags, &Environment::of([]), &account(), None).unwrap_err();
    assert_eq!(error.to_string(), "there is no profile `prodution` (flag --profile); there are: production, test");
    assert_eq!(error.remedy(), "did you mean `production`?");
}

#[test]
fn secret_files_are_read_only_when_they_are_private() {
    let home = Home::with("region = \"eu_central_1\"\nclient_id = \"i\"\nclient_secret_file = \"s\"\n");
    let settings = home.load(&Environment::of([])).unwrap();
    let missing = settings.tenant().unwrap_err();
    assert!(missing.remedy().contains("chmod 600"), "{missing}");
    for (text, mode, good) in
        [("hush\n", 0o600, true), ("hush\n", 0o644, false), ("hush\n", 0o400, true), ("\n", 0o600, false)]
    {
        home.secret("s", text, mode);
        let read = settings.tenant();
        assert_eq!(read.is_ok(), good, "{mode:o} {read:?}");
        if let Ok(tenant) = read {
            use secrecy::ExposeSecret as _;
            assert_eq!(tenant.client_secret.expose_secret(), "hush");
        }
    }
}

#[test]
fn no_secret_is_shown_anywhere() {
    let text = "region = \"eu_central_1\"\nclient_id = \"i\"\nclient_secret_file = \"s\"\n\
                [[notices]]\nname = \"hr\"\nurl = \"https://h.example/p?key=hush-query\"\nsecret_env = \"HR\"\n";
    let home = Home::with(text);
    home.secret("s", "hush-file", 0o600);
    let from_env = [
        ("GENESYS_CLIENT_SECRET", "hush-env"),
        ("WEBHOOK_SECRET", "hush-hook"),
        ("HR", "hush-hr"),
        ("LANYARD_DATABASE_URL", "postgres://u:hush-db@h/d"),
    ];
    for environment in [Environment::of([]), Environment::of(from_env)] {
        let settings = home.load(&environment).unwrap();
        let rows = serde_json::to_string(&settings.rows()).unwrap();
        let debug = format!("{settings:?} {:?} {environment:?}", settings.tenant().unwrap());
        for shown in [rows, debug.replace("key=hush-query", "")] {
            assert!(!shown.contains("hush"), "{shown}");
        }
    }
    let rows = home.load(&Environment::of(from_env)).unwrap().rows();
    let secret = rows.iter().find(|r| r.name == "client_secret").unwrap();
    assert_eq!((secret.value.as_str(), secret.origin.as_str()), ("set", "env GENESYS_CLIENT_SECRET"));
    let notice = rows.iter().find(|r| r.name == "notices.hr").unwrap();
    assert!(notice.value.starts_with("https://h.example/p ("), "{notice:?}");
    assert!(notice.value.ends_with("secret set, in env HR"), "{notice:?}");
}

#[test]
fn a_tenant_from_two_places_is_announced() {
    let home = Home::with("[profiles.a]\nregion = \"eu_central_1\"\nclient_id = \"i\"\nclient_secret_env = \"S\"\n");
    let flags = Flags { profile: Some("a".to_owned()), ..home.flags() };
    let warnings = |environment| load(&flags, &environment, &account(), None).unwrap().warnings;
    assert!(warnings(Environment::of([])).is_empty());
    let mixed = warnings(Environment::of([("GENESYS_ENV_URL", "http://127.0.0.1:1")]));
    assert!(mixed[0].contains("two places") && mixed[0].contains("env GENESYS_ENV_URL"), "{mixed:?}");
    let overruled = warnings(Environment::of([
        ("GENESYS_ENV_URL", "http://127.0.0.1:1"),
        ("GENESYS_CLIENT_ID", "x"),
        ("GENESYS_CLIENT_SECRET", "y"),
    ]));
    assert_eq!(overruled, ["the environment overrules the tenant of profile a"]);
}

#[test]
fn the_practice_tenant_overrules_and_keeps_the_real_systems_out() {
    let home = Home::with("");
    let environment = Environment::of([
        ("GENESYS_ENV_URL", "https://api.mypurecloud.de"),
        ("GENESYS_CLIENT_SECRET", "real"),
        ("WEBHOOK_SECRET", "x"),
        ("DEPROVISION_WEBHOOK_URL", "https://hr.example"),
        ("LANYARD_DATABASE_URL", "postgres://real"),
    ]);
    let own = Practice {
        address: "http://127.0.0.1:4000".parse().unwrap(),
        client_id: "practice".to_owned(),
        client_secret: "practice".into(),
    };
    let settings = load(&home.flags(), &environment, &account(), Some(&own)).unwrap();
    assert!(settings.practice && settings.notices.is_empty() && settings.warnings.is_empty());
    assert_eq!(settings.tenant().unwrap().client_id, "practice");
    assert_eq!(settings.hosts.unwrap().origin, Origin::Practice);
    assert!(matches!(settings.database.value, Database::File(_)));
}

#[test]
fn the_operator_is_the_configured_name_or_the_account() {
    let by_account = Home::with("").load(&Environment::of([])).unwrap().operator;
    assert_eq!((by_account.value.name.as_str(), by_account.value.known_by.as_str()), ("mberger", "account"));
    let configured = Home::with("operator = \"Maria \\u202e\"").load(&Environment::of([])).unwrap().operator;
    assert_eq!(configured.value.name.as_str(), "Maria ⟨U+202E⟩");
    assert_eq!(
        (configured.value.account.as_str(), configured.value.known_by.as_str()),
        ("mberger@desk7", "configured")
    );
}

#[test]
fn a_notice_target_is_narrowed_by_event_pipeline_outcome_and_division() {
    let table =
        |more: &str| format!("[[notices]]\nname = \"a\"\nurl = \"https://a.example/\"\nsecret_env = \"S\"\n{more}\n");
    let kinds = |more: &str| {
        let home = Home::with(&table(more));
        let settings = home.load(&Environment::of([])).unwrap();
        let target = settings.notices[0].value.clone();
        (target.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" "), target)
    };
    assert!(!kinds("").0.contains("user_changed_elsewhere"));
    assert_eq!(kinds("pipelines = [\"restore\"]").0, "user_restored user_restore_failed");
    assert_eq!(
        kinds("pipelines = [\"restore\", \"provision\"]\noutcome = \"failed\"").0,
        "user_restore_failed user_provision_failed"
    );
    assert_eq!(kinds("events = [\"user_changed_elsewhere\"]").0, "user_changed_elsewhere");
    let (_, target) = kinds("divisions = [\"EMEA\"]\ntemplate = \"chat.json\"");
    assert_eq!(target.divisions, ["EMEA"]);
    assert!(target.template.unwrap().ends_with("chat.json"));
    let said = problems(&table("pipelines = [\"restore\"]\nevents = [\"user_access_cut\"]"));
    assert!(said[0].contains("would be told nothing"), "{said:?}");
    let said = problems(&table("pipelines = [\"restor\"]\noutcome = \"bad\"")).join(" ");
    assert!(
        said.contains("`restor` is not a pipeline; there are: offboard") && said.contains("`bad` is no outcome"),
        "{said}"
    );
}
