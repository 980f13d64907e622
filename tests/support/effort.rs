//! What a thread has done so far, whatever else the machine does.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The processor's time that this thread has taken; where the system does not tell, the time of the day.
pub fn so_far() -> Duration {
    own().unwrap_or_else(|| {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    })
}

/// Linux counts it in nanoseconds, in the first of three numbers.
fn own() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
