//! The practice tenant inside this process.

use super::args::PracticeFlags;
use super::{Kind, Trouble};
use crate::config;
use crate::practice::{Practice, PracticeOptions, Running};
use serde_json::Value;

/// A practice tenant that listens on 127.0.0.1.
pub struct PracticeTenant {
    practice: Practice,
    running: Running,
}

impl PracticeTenant {
    /// Grows it and lets it listen, on the port given or a free one.
    ///
    /// # Errors
    /// It cannot be grown as asked for, or the port is taken.
    pub async fn start(flags: &PracticeFlags, port: Option<u16>) -> Result<Self, Trouble> {
        let usual = PracticeOptions::default();
        let options = PracticeOptions {
            people: flags.people.unwrap_or(usual.people),
            seed: flags.seed.unwrap_or(usual.seed),
            grants: flags.grants,
            rate_per_minute: flags.rate.unwrap_or(usual.rate_per_minute),
            faults: flags.faults.unwrap_or(usual.faults),
            record: flags.record.clone(),
            ..usual
        };
        // A million people take seconds to grow; signals must be heard meanwhile.
        let grown = tokio::task::spawn_blocking(move || Practice::new(options)).await;
        let wrong = |text: String, remedy: &str| Trouble::new(Kind::Usage, text, remedy);
        let practice = grown
            .map_err(|error| wrong(format!("the practice tenant did not grow: {error}"), "try fewer people"))?
            .map_err(|error| wrong(error.to_string(), "correct the flags of the practice tenant"))?;
        let running = practice.serve(port).await.map_err(|error| {
            let at = port.map_or_else(|| "127.0.0.1".to_owned(), |port| format!("127.0.0.1:{port}"));
            wrong(
                format!("the practice tenant cannot listen on {at}: {error}"),
                "give another --port, or none for a free one",
            )
        })?;
        Ok(Self { practice, running })
    }

    /// The one line that tells a client how to use it.
    pub fn announcement(&self) -> Value {
        self.practice.announcement(&self.running.api)
    }

    /// Where it is and how to sign in, as settings.
    ///
    /// # Errors
    /// Its address cannot be read, which would be a fault of ours.
    pub fn settings(&self) -> Result<config::Practice, Trouble> {
        let credentials = self.practice.credentials();
        let address = self.running.api.parse().map_err(|error| {
            Trouble::new(Kind::Failed, format!("the practice tenant has no address: {error}"), "report this")
        })?;
        Ok(config::Practice { address, client_id: credentials.client_id, client_secret: credentials.client_secret })
    }

    /// Whom a newcomer offboards and gives back to learn how: name and address.
    pub fn learns_on(&self) -> Option<(&'static str, &'static str)> {
        self.practice.to_learn_on().map(|story| (story.name, story.email))
    }

    /// Stops listening once open answers are finished.
    pub async fn shut_down(self) {
        self.running.shutdown().await;
    }
}
