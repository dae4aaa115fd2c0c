//! `lanyard serve`: receives termination events, works on them and on whatever is due, and tells other systems, until it is
//! asked to stop.

use crate::backend::Workers;
use crate::cli::args::Serve;
use crate::cli::backend_desk;
use crate::cli::desk::Need;
use crate::cli::{Answer, Kind, Out, Trouble};
use crate::config::Settings;
use crate::intake::{House, Receiver};
use crate::model::Clock;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Runs beside the usual ones that cut somebody's access. They are many, because it is the budget that decides how fast they
/// go, and a slot costs nothing.
const URGENT: usize = 64;

/// Serves until it is stopped; then takes nobody new, hands back what runs between two effects, and ends within the limit.
///
/// # Errors
/// The tenant, the store or a sender is missing or cannot be used, or the address is not to be had.
pub(crate) async fn run(
    args: &Serve,
    settings: &Settings,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    settings.tenant()?;
    settings.folders.make_data()?;
    let desk = backend_desk::open(settings, Need::Service).await?;
    let receiver = match Receiver::bind(settings, Arc::clone(&desk) as Arc<dyn House>, Clock::system()).await {
        Ok(receiver) => receiver,
        Err(error) => {
            desk.close().await;
            return Err(error.into());
        }
    };
    announce(&receiver, settings, out);
    let runs = usize::try_from(settings.jobs.value).unwrap_or(1);
    let workers = Workers { runs, urgent: URGENT };
    let within = Duration::from_secs(args.stop_within);
    let serving = async {
        // Events that are still being taken while the receiver ends wait in the store for the next one who serves.
        tokio::join!(receiver.run(stop.clone()), desk.work(stop, workers), desk.follow_changes(stop.clone()));
    };
    let too_long = async {
        stop.cancelled().await;
        tokio::time::sleep(within).await;
    };
    let ended = tokio::select! {
        () = serving => true,
        () = too_long => false,
    };
    desk.close().await;
    if ended {
        return Ok(Answer::good(json!({ "handed_back": true }), "Stopped; what was under way is handed back.\n"));
    }
    let text = format!("what was under way was not handed back within {} s", within.as_secs());
    Err(Trouble::new(Kind::Interrupted, text, "whoever serves next reads back what was begun, and goes on"))
}

/// Where it listens and who may send; one line, for people or for programs.
fn announce(receiver: &Receiver, settings: &Settings, out: &Out) {
    let scheme = if receiver.is_secure() { "https" } else { "http" };
    let address = format!("{scheme}://{}", receiver.local_addr());
    let tenant =
        if settings.practice { "the practice tenant".to_owned() } else { settings.tenant_words().unwrap_or_default() };
    if out.json {
        out.text(&format!("{}\n", json!({ "listening": address, "senders": receiver.senders(), "tenant": tenant })));
        return;
    }
    out.aside(&format!(
        "Listening on {address}/webhook/termination for {}; working on {tenant}. Ctrl-C stops.\n",
        receiver.senders().join(", ")
    ));
}
