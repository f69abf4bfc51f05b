//! Ctrl-C, SIGTERM and SIGHUP.

use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::Failure;
use crate::tree;

static REQUESTS: AtomicUsize = AtomicUsize::new(0);

/// From here on a signal to end is a request that every wait in this program looks for.
/// The third one does not wait for anybody.
pub(crate) fn install() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        if REQUESTS.fetch_add(1, Ordering::SeqCst) == 2 {
            tree::kill(&tree::descendants(&[process::id()]));
            process::exit(130);
        }
    })
    .map_err(|error| Failure::broken(format!("cannot listen for signals: {error}")))
}

pub(crate) fn requested() -> bool {
    REQUESTS.load(Ordering::SeqCst) > 0
}
