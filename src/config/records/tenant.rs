//! Profiles, the tenant, and where the journal is kept.

use super::{Absent, Form, SettingRecord};

pub(super) const PROFILE: &[SettingRecord] = &[SettingRecord {
    overruled_by: &["--profile", "LANYARD_PROFILE"],
    in_profile: false,
    ..SettingRecord::new(
        "profile",
        Form::Text,
        Absent::Words("no profile"),
        "\"production\"",
        "The profile that is used when neither --profile nor LANYARD_PROFILE names one.",
    )
}];

const ADDRESS: &[&str] = &["GENESYS_ENV_URL", "GENESYS_ENV_HOST", "GENESYS_DOMAIN"];

pub(super) const TENANT: &[SettingRecord] = &[
    SettingRecord {
        shown: "tenant",
        unless: &["api", "login"],
        overruled_by: ADDRESS,
        ..SettingRecord::new(
            "region",
            Form::Text,
            Absent::Words("`api` or the environment says where"),
            "\"eu_central_1\"",
            "Where the tenant is: a region by name (us_east_1, eu_central_1, ap_southeast_2, ...) or by domain \
             (mypurecloud.de).",
        )
    },
    SettingRecord {
        shown: "tenant",
        unless: &["region"],
        overruled_by: ADDRESS,
        ..SettingRecord::new(
            "api",
            Form::Text,
            Absent::Words("that of the region"),
            "\"https://api.mypurecloud.de\"",
            "The address of the API, instead of a region.",
        )
    },
    SettingRecord {
        shown: "tenant",
        unless: &["region"],
        beside: "api",
        overruled_by: ADDRESS,
        ..SettingRecord::new(
            "login",
            Form::Text,
            Absent::Words("it follows from the API's"),
            "\"https://login.mypurecloud.de\"",
            "The address of the login, where it does not follow from that of the API.",
        )
    },
    SettingRecord {
        overruled_by: &["GENESYS_CLIENT_ID"],
        ..SettingRecord::new(
            "client_id",
            Form::Text,
            Absent::Words("the environment has to name one"),
            "\"6f0c2f7e-0000-4000-8000-000000000000\"",
            "The OAuth client (client credentials) whose role decides what may be done.",
        )
    },
    SettingRecord {
        shown: "client_secret",
        unless: &["client_secret_file", "client_secret_keyring"],
        overruled_by: &["GENESYS_CLIENT_SECRET"],
        ..SettingRecord::new(
            "client_secret_env",
            Form::Text,
            Absent::Words("`client_secret_file`, `client_secret_keyring` or the environment has it"),
            "\"PRODUCTION_CLIENT_SECRET\"",
            "The name of the variable that holds the OAuth client's secret.",
        )
    },
    SettingRecord {
        shown: "client_secret",
        unless: &["client_secret_env", "client_secret_keyring"],
        overruled_by: &["GENESYS_CLIENT_SECRET"],
        ..SettingRecord::new(
            "client_secret_file",
            Form::Text,
            Absent::Words("`client_secret_env`, `client_secret_keyring` or the environment has it"),
            "\"production.secret\"",
            "The file that holds the OAuth client's secret; only you may be able to read it (chmod 600). Relative to the \
             folder of config.toml.",
        )
    },
    SettingRecord {
        shown: "client_secret",
        unless: &["client_secret_env", "client_secret_file"],
        overruled_by: &["GENESYS_CLIENT_SECRET"],
        ..SettingRecord::new(
            "client_secret_keyring",
            Form::Text,
            Absent::Words("`client_secret_env`, `client_secret_file` or the environment has it"),
            "\"production\"",
            "The name under which the keyring of your desktop session holds the OAuth client's secret; `lanyard setup` puts \
             it there.",
        )
    },
];

pub(super) const JOURNAL: &[SettingRecord] = &[
    SettingRecord {
        shown: "database",
        unless: &["database_url_env", "database_url_file"],
        overruled_by: &["LANYARD_DATABASE_URL"],
        ..SettingRecord::new(
            "database_file",
            Form::Text,
            Absent::Value("\"lanyard.db\""),
            "\"lanyard.db\"",
            "The journal as an SQLite file; relative to the data folder.",
        )
    },
    SettingRecord {
        shown: "database",
        unless: &["database_file", "database_url_file"],
        overruled_by: &["LANYARD_DATABASE_URL"],
        ..SettingRecord::new(
            "database_url_env",
            Form::Text,
            Absent::Words("the journal is an SQLite file"),
            "\"LANYARD_DATABASE_URL\"",
            "The journal in a PostgreSQL database that several machines share: the name of the variable that holds its \
             URL, which holds a password and so is treated as a secret.",
        )
    },
    SettingRecord {
        shown: "database",
        unless: &["database_file", "database_url_env"],
        overruled_by: &["LANYARD_DATABASE_URL"],
        ..SettingRecord::new(
            "database_url_file",
            Form::Text,
            Absent::Words("the journal is an SQLite file"),
            "\"database.url\"",
            "The same URL in a file that only you can read.",
        )
    },
];

pub(super) const PROFILES: &[SettingRecord] = &[SettingRecord {
    shown: "",
    in_profile: false,
    ..SettingRecord::new(
        "profiles",
        Form::Profiles,
        Absent::Words("there are none"),
        "{}",
        "One for each tenant, with any of the settings above but `profile`. What stands in the profile in use goes before \
         what stands at the top.",
    )
}];
