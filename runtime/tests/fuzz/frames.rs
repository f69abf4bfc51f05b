//! What clients say over sockets.

use ferrosync::protocol::ClientFrame;

use super::{
    corpus,
    edit::{Maker, input},
    runs::{self, count},
    site::{Site, refused},
};

fn read(text: &str) {
    match ClientFrame::parse(text) {
        Ok(ClientFrame::Mutate { mutations }) => {
            for sent in mutations {
                match sent.request {
                    Ok(request) => assert_eq!(request.client_mutation_id, sent.client_mutation_id),
                    Err(error) => refused(&error),
                }
            }
            count("mutate");
        }
        Ok(ClientFrame::Resume { .. }) => count("resume"),
        Ok(ClientFrame::Seen { .. }) => count("seen"),
        Err(error) => refused(&error),
    }
}

#[test]
fn h11_no_frame_is_read_with_a_panic() {
    for text in corpus::texts("frames").iter().chain(&corpus::texts("valid-frames")) {
        read(text);
    }
    let maker = Maker::of(corpus::read("valid-frames"));
    runs::run("frames, read", 15, input(), |input| read(&maker.text(input)));
    runs::require(&["mutate", "resume", "seen", "MALFORMED", "VALIDATION", "UNKNOWN_FIELD"]);
}

#[test]
fn h11_no_frame_breaks_a_room() {
    let mut site = Site::new();
    for text in corpus::texts("frames").iter().chain(&corpus::texts("valid-frames")) {
        site.frame(text);
    }
    site.close();
    let maker = Maker::of(corpus::read("valid-frames"));
    runs::run_together("frames", 20, input(), |inputs| {
        let mut site = Site::new();
        for input in inputs {
            site.frame(&maker.text(input));
        }
        site.close();
    });
    runs::require(&["ack", "broadcast", "delta", "reset", "resumed", "error", "NOT_FOUND", "VALIDATION"]);
}
