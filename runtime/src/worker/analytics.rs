use core::cell::Cell;

use ::worker::{AnalyticsEngineDataPointBuilder, Env, console_error};

use crate::{observe::Event, protocol::SyncId};

/// A sink that writes a data point an event into Analytics Engine, in the dataset that `binding` names in
/// `analytics_engine_datasets` of `wrangler.jsonc`: `.observe(analytics_engine("EVENTS"))`.
///
/// | column | |
/// | --- | --- |
/// | `index1` | the room |
/// | `blob1` | `mutation`, `refusal`, `flush`, `connected`, `disconnected`, `delta`, `reset` |
/// | `blob2`, `blob3`, `blob4` | the collection; the action; the error's code, or the reason of a reset |
/// | `double1`, `double2` | milliseconds; rows, or the mutations of a flush |
/// | `double3`, `double4` | the rows that a flush read and wrote |
/// | `double5` | the sockets that are open, or were told |
pub fn analytics_engine(binding: &'static str) -> impl Fn(&SyncId, &Event<'_>, &Env) {
    let has_failed = Cell::new(false);
    move |room: &SyncId, event: &Event<'_>, env: &Env| {
        let point = Point::of(event);
        let builder =
            AnalyticsEngineDataPointBuilder::new().indexes([room.as_str()]).blobs(point.blobs).doubles(point.doubles);
        let written = env.analytics_engine(binding).and_then(|dataset| builder.write_to(&dataset));
        if let Err(error) = written {
            // Once an isolate: what is wrong with the deployment is wrong with every event.
            if !has_failed.replace(true) {
                console_error!("ferrosync: events are not written to Analytics Engine `{binding}`: {error}");
            }
        }
    }
}

/// An event in the dataset's columns.
#[derive(Debug, PartialEq)]
struct Point<'a> {
    blobs: [&'a str; 4],
    doubles: [f64; 5],
}

impl<'a> Point<'a> {
    #[allow(clippy::cast_precision_loss)] // counts and times, far below 2^53
    fn of(event: &Event<'a>) -> Self {
        let (blobs, doubles) = match *event {
            Event::Mutation { collection, action, rows, took, .. } => {
                (["mutation", collection, action.as_str(), ""], [took as f64, rows as f64, 0.0, 0.0, 0.0])
            }
            Event::Refusal { collection, action, code, took, .. } => {
                (["refusal", collection, action.as_str(), code], [took as f64, 0.0, 0.0, 0.0, 0.0])
            }
            Event::Flush { mutations, sockets, rows_read, rows_written, took, .. } => (
                ["flush", "", "", ""],
                [took as f64, mutations as f64, rows_read as f64, rows_written as f64, sockets as f64],
            ),
            Event::Connected { sockets, .. } => (["connected", "", "", ""], [0.0, 0.0, 0.0, 0.0, sockets as f64]),
            Event::Disconnected { sockets, .. } => (["disconnected", "", "", ""], [0.0, 0.0, 0.0, 0.0, sockets as f64]),
            Event::Delta { collection, rows, removed, .. } => {
                (["delta", collection, "", ""], [0.0, (rows + removed) as f64, 0.0, 0.0, 0.0])
            }
            Event::Reset { collection, reason } => (["reset", collection, "", reason], [0.0; 5]),
        };
        Self { blobs, doubles }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Action, Seq};

    #[test]
    fn an_event_stands_in_the_columns_that_are_documented() {
        let refusal = Event::Refusal {
            request: None,
            mid: None,
            user: None,
            collection: "todos",
            action: Action::BulkDelete,
            code: "NOT_FOUND",
            took: 7,
        };
        let expected =
            Point { blobs: ["refusal", "todos", "bulk-delete", "NOT_FOUND"], doubles: [7.0, 0.0, 0.0, 0.0, 0.0] };
        assert_eq!(Point::of(&refusal), expected);
        let flush = Event::Flush {
            first: Seq(1),
            last: Seq(2),
            mutations: 2,
            refused: 0,
            sockets: 5,
            rows_read: 3,
            rows_written: 4,
            took: 1,
        };
        assert_eq!(Point::of(&flush), Point { blobs: ["flush", "", "", ""], doubles: [1.0, 2.0, 3.0, 4.0, 5.0] });
    }
}
