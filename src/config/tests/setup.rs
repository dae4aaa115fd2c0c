//! Adding a profile, and secrets in the keyring.

use super::*;
use crate::model::setup::is_profile_name;
use keyring_core::api::{CredentialStore, CredentialStoreApi};
use keyring_core::mock;
use secrecy::ExposeSecret as _;
use std::collections::HashMap;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

fn tenant(address: &str) -> Tenant {
    Tenant::read(address, ID, Secret::from("hush-hush")).unwrap()
}

fn profile(name: &str, address: &str) -> NewProfile {
    NewProfile::new(name, Some("test"), &tenant(address), SecretLine::File(format!("{name}.secret")))
}

fn read(home: &Home) -> String {
    std::fs::read_to_string(home.path().join(CONFIG_FILE)).unwrap()
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// What others look at: everything in the folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_first_profile_is_the_usual_one() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("new/config");
    let kept = add_profile(&config, &profile("acme", "eu-central-1"), false).unwrap();
    assert_eq!((kept.copy, kept.usual), (None, true));
    assert_eq!((mode(&config), mode(&kept.file)), (0o700, 0o600));
    let text = std::fs::read_to_string(&kept.file).unwrap();
    assert_eq!(
        text,
        format!(
            "# Lanyard's settings. `lanyard config sample` explains all that may stand here.\n\nprofile = \"acme\"\n\n\
             [profiles.acme]\nenvironment = \"test\"\nregion = \"eu_central_1\"\nclient_id = \"{ID}\"\n\
             client_secret_file = \"acme.secret\"\n"
        )
    );
    assert_eq!(known_profiles(&config).unwrap(), ["acme"]);
    assert_eq!(names(&config), [CONFIG_FILE]);
}

#[test]
fn a_file_with_remarks_and_odd_blanks_survives_byte_for_byte() {
    let before = "\n#   kept \t by hand\njobs   = 8   # not more\r\nlegal_hold = [ \"a@b.example\",\n   # ann\n ]\n\
                  [profiles.old]   # the first one\nregion='eu_west_1'";
    let home = Home::with(before);
    std::fs::set_permissions(home.path().join(CONFIG_FILE), std::fs::Permissions::from_mode(0o644)).unwrap();
    let kept = add_profile(home.path(), &profile("new", "http://127.0.0.1:8080"), false).unwrap();
    assert!(!kept.usual, "others have been there before");
    let after = read(&home);
    let added = after.strip_prefix(before).unwrap();
    assert_eq!(
        added,
        format!(
            "\n\n[profiles.new]\nenvironment = \"test\"\napi = \"http://127.0.0.1:8080\"\nclient_id = \"{ID}\"\n\
             client_secret_file = \"new.secret\"\n"
        )
    );
    let copy = kept.copy.unwrap();
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), before);
    assert_eq!((mode(&copy), mode(&kept.file)), (0o600, 0o600));
    let second = add_profile(home.path(), &profile("third", "us_east_1"), false).unwrap();
    assert_ne!(second.copy.unwrap(), copy, "no copy is written over");
    assert_eq!(names(home.path()), [CONFIG_FILE, "config.toml.bak", "config.toml.bak2"]);
}

#[test]
fn settings_without_a_profile_get_one_that_is_usual_and_stay() {
    let before = "# ours\njobs = 8\n";
    let home = Home::with(before);
    assert!(add_profile(home.path(), &profile("acme", "us_east_1"), false).unwrap().usual);
    assert!(read(&home).starts_with(&format!("profile = \"acme\"\n{before}")));
    let settings = home.load(&Environment::of([])).unwrap();
    assert_eq!((settings.jobs.value, settings.profile.unwrap().value.as_str()), (8, "acme"));
    // A tenant at the top is in use already; it stays so.
    let home = Home::with("region = \"us_east_1\"\n");
    assert!(!add_profile(home.path(), &profile("acme", "us_east_1"), false).unwrap().usual);
}

#[test]
fn a_profile_is_replaced_only_when_told_and_keeps_its_other_settings() {
    let before = "[profiles.acme] # ours\n# where\nregion = \"eu_west_1\" # Dublin\njobs = 3 # slowly\n\
                  client_secret_env = \"A\"\n\n[profiles.b]\nregion = \"us_east_1\" # b\n";
    let home = Home::with(before);
    let refused = add_profile(home.path(), &profile("acme", "us_west_2"), false);
    assert!(matches!(refused, Err(ConfigError::ProfileExists { .. })), "{refused:?}");
    assert_eq!((read(&home).as_str(), names(home.path()).len()), (before, 1), "nothing was touched");
    add_profile(home.path(), &profile("acme", "us_west_2"), true).unwrap();
    let after = read(&home);
    assert_eq!(
        after,
        format!(
            "[profiles.acme] # ours\n# where\nregion = \"us_west_2\" # Dublin\njobs = 3 # slowly\nenvironment = \"test\"\n\
             client_id = \"{ID}\"\nclient_secret_file = \"acme.secret\"\n\n[profiles.b]\nregion = \"us_east_1\" # b\n"
        )
    );
}

#[test]
fn what_could_not_be_read_back_is_not_written() {
    for before in ["profiles = { a = { jobs = 1 } }\n", "profiles.a.jobs = 1\n"] {
        let home = Home::with(before);
        let refused = add_profile(home.path(), &profile("b", "us_east_1"), false);
        if refused.is_err() {
            assert!(matches!(refused, Err(ConfigError::Unwritable { .. })), "{refused:?}");
            assert_eq!((read(&home).as_str(), names(home.path()).len()), (before, 1));
        }
    }
    let home = Home::with("this is no TOML\n");
    assert!(matches!(add_profile(home.path(), &profile("b", "us_east_1"), false), Err(ConfigError::Garbage { .. })));
    assert_eq!(names(home.path()).len(), 1);
}

#[test]
fn a_file_that_is_a_link_stays_one() {
    let home = Home::with("");
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("mine.toml");
    std::fs::write(&target, "# mine\n").unwrap();
    let path = home.path().join(CONFIG_FILE);
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&target, &path).unwrap();
    add_profile(home.path(), &profile("acme", "us_east_1"), false).unwrap();
    assert!(path.is_symlink());
    assert!(std::fs::read_to_string(&target).unwrap().contains("[profiles.acme]"));
}

#[test]
fn a_secret_file_is_for_its_owner_and_not_written_over() {
    let home = Home::with("");
    let place = SecretLine::File("acme.secret".to_owned());
    let environment = Environment::of([]);
    let keep = |secret: &str, replace| {
        let tenant = Tenant::read("us_east_1", ID, Secret::from(secret)).unwrap();
        tenant.keep_secret(&place, home.path(), &environment, replace)
    };
    let path = keep("one", false).unwrap().unwrap();
    assert_eq!((std::fs::read_to_string(&path).unwrap().as_str(), mode(&path)), ("one", 0o600));
    assert!(keep("two", false).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
    keep("two", true).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
    let source = SecretSource::File(path);
    assert_eq!(source.read("x", &environment).unwrap().expose_secret(), "two");
}

fn with_store() -> (Environment, Keyring) {
    let store: Arc<CredentialStore> = mock::Store::new().unwrap();
    let keyring = Keyring::of_store(store, PATIENCE);
    (Environment::of([]).with_keyring(keyring.clone()), keyring)
}

#[test]
fn a_secret_in_the_keyring_is_read_when_it_is_needed() {
    let home = Home::with(&format!("region = \"us_east_1\"\nclient_id = \"{ID}\"\nclient_secret_keyring = \"acme\"\n"));
    let (environment, keyring) = with_store();
    let settings = home.load(&environment).unwrap();
    let error = settings.tenant().unwrap_err();
    assert!(error.to_string().contains("the keyring, as acme: the keyring has nothing under this name"), "{error}");
    assert!(error.remedy().contains("lanyard setup --profile acme"), "{}", error.remedy());
    keyring.keep("acme", &Secret::from("hush-hush")).unwrap();
    assert_eq!(settings.tenant().unwrap().client_secret.expose_secret(), "hush-hush");
    let rows = format!("{:?} {settings:?}", settings.rows());
    assert!(rows.contains("in the keyring, as acme") && !rows.contains("hush"), "{rows}");
    keyring.forget("acme").unwrap();
    assert_eq!(keyring.read("acme").err(), Some(KeyringError::Nothing));
}

#[test]
fn another_secret_in_the_keyring_is_not_written_over() {
    let (environment, keyring) = with_store();
    keyring.keep("acme", &Secret::from("somebody's")).unwrap();
    let place = SecretLine::Keyring("acme".to_owned());
    let error = tenant("us_east_1").keep_secret(&place, Path::new("/nowhere"), &environment, false).unwrap_err();
    assert!(error.to_string().contains("another secret under the name acme"), "{error}");
    assert_eq!(keyring.read("acme").unwrap().expose_secret(), "somebody's");
    tenant("us_east_1").keep_secret(&place, Path::new("/nowhere"), &environment, true).unwrap();
    assert_eq!(keyring.read("acme").unwrap().expose_secret(), "hush-hush");
}

#[test]
fn without_a_keyring_it_is_said_what_to_do() {
    let source = SecretSource::Keyring("acme".to_owned());
    let error = source.read("the secret", &Environment::of([])).unwrap_err();
    assert!(error.to_string().contains("this session has no keyring"), "{error}");
    assert!(error.remedy().contains("client_secret_file"), "{}", error.remedy());
}

/// A keyring that waits for its owner until the test is over.
#[derive(Debug)]
struct Stuck(Mutex<mpsc::Receiver<()>>);

impl CredentialStoreApi for Stuck {
    fn vendor(&self) -> String {
        "stuck".to_owned()
    }

    fn id(&self) -> String {
        "stuck".to_owned()
    }

    fn build(&self, _: &str, _: &str, _: Option<&HashMap<&str, &str>>) -> keyring_core::Result<keyring_core::Entry> {
        let _ = self.0.lock().unwrap().recv();
        Err(keyring_core::Error::NoEntry)
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_keyring_that_never_answers_holds_nobody_up() {
    let (over, wait) = mpsc::channel();
    let keyring = Keyring::of_store(Arc::new(Stuck(Mutex::new(wait))), Duration::from_millis(20));
    // The only thread of this runtime goes on with others meanwhile: the other task is begun after it and ends.
    let asking = tokio::spawn(async move { keyring.read("acme").err() });
    let other = tokio::spawn(async { 7 });
    assert_eq!(other.await.unwrap(), 7);
    let error = asking.await.unwrap().unwrap();
    assert_eq!(error, KeyringError::Slow(Duration::from_millis(20)));
    assert!(error.remedy("acme").contains("unlock"), "{}", error.remedy("acme"));
    drop(over);
}

#[test]
fn names_of_profiles_are_names_of_files() {
    for name in ["acme", "a-b_c9"] {
        assert!(is_profile_name(name));
    }
    let refused = add_profile(Path::new("/nowhere"), &profile("../x", "us_east_1"), false);
    assert!(matches!(refused, Err(ConfigError::Unwritable { .. })), "{refused:?}");
}

#[test]
fn nothing_set_is_new_and_anything_set_is_not() {
    assert!(Home::with("jobs = 3\n").load(&Environment::of([])).unwrap().is_new());
    assert!(!Home::with("[profiles.a]\njobs = 3\n").load(&Environment::of([])).unwrap().is_new());
    assert!(!Home::with("").load(&Environment::of([("GENESYS_CLIENT_ID", "x")])).unwrap().is_new());
    assert!(!Home::with("region = \"us_east_1\"\n").load(&Environment::of([])).unwrap().is_new());
}
