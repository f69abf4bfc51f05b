use std::rc::Rc;

use serde_json::Value;

use super::{
    super::{Answer, Error, limits},
    server::push,
};

const HEAD: &str = r#"{"type":"ack","results":["#;
const TAIL: &str = "]}";

/// The answer to one mutation of a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Acked {
    /// Its name, where it had one that could be read.
    pub client_mutation_id: Option<String>,
    pub answer: Result<Answer, Error>,
    /// Of the frame that brought it.
    pub request_id: Rc<str>,
}

/// The frames that answer mutations, in their order: `{clientMutationId, seq, data?, replayed?}` or `{clientMutationId, error}`
/// each. One frame, unless its rows are more than a frame holds.
///
/// An answer whose rows alone exceed a frame goes without them: what a client needs of it is its `seq`.
pub fn ack(results: &[Acked]) -> Vec<String> {
    let (mut frames, mut frame) = (Vec::new(), String::new());
    for acked in results {
        let mut text = entry(acked, true);
        if HEAD.len() + text.len() + TAIL.len() > limits::FRAME_BYTES {
            text = entry(acked, false);
        }
        if !frame.is_empty() && frame.len() + 1 + text.len() + TAIL.len() > limits::FRAME_BYTES {
            frame.push_str(TAIL);
            frames.push(std::mem::take(&mut frame));
        }
        frame.push_str(if frame.is_empty() { HEAD } else { "," });
        frame.push_str(&text);
    }
    if !frame.is_empty() {
        frame.push_str(TAIL);
        frames.push(frame);
    }
    frames
}

fn entry(acked: &Acked, has_data: bool) -> String {
    let mut text = String::new();
    if let Some(name) = &acked.client_mutation_id {
        push(&mut text, "clientMutationId", &Value::from(name.as_str()).to_string());
    }
    match &acked.answer {
        Ok(answer) => {
            push(&mut text, "seq", &answer.seq.to_string());
            if has_data {
                answer.data.push_to(&mut text);
            }
            if answer.replayed {
                push(&mut text, "replayed", "true");
            }
        }
        Err(error) => {
            let mut json = error.to_json(&acked.request_id);
            // Over HTTP the response says these.
            json["status"] = error.status().into();
            if let Some(seconds) = error.retry_after() {
                json["retryAfter"] = seconds.into();
            }
            push(&mut text, "error", &json.to_string());
        }
    }
    // Every member was appended behind a comma.
    text.replace_range(..1, "{");
    text.push('}');
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::protocol::{Data, Seq};

    fn acked(name: Option<&str>, answer: Result<Answer, Error>) -> Acked {
        Acked { client_mutation_id: name.map(str::to_owned), answer, request_id: "r".into() }
    }

    fn answer(seq: u64, data: Data) -> Answer {
        Answer { seq: Seq(seq), data, replayed: false }
    }

    fn parse(frame: &str) -> Value {
        serde_json::from_str(frame).unwrap()
    }

    #[test]
    fn answers_are_in_order_and_as_http_has_them() {
        let replayed = Answer { seq: Seq(1), data: Data::Row(None), replayed: true };
        let results = [
            acked(Some("12345678"), Ok(answer(3, Data::Row(Some(r#"{"id":"a"}"#.to_owned()))))),
            acked(Some("refused-"), Err(Error::RateLimited { retry_after: 2 })),
            acked(None, Err(Error::Malformed("what?".to_owned()))),
            acked(Some("again---"), Ok(replayed)),
            acked(Some("deleted-"), Ok(answer(4, Data::None))),
            acked(Some("bulk----"), Ok(answer(5, Data::Rows(vec!["{}".to_owned(), "{}".to_owned()])))),
        ];
        let frames = ack(&results);
        assert_eq!(frames.len(), 1);
        let limited = "too many mutations are waiting in this room";
        assert_eq!(
            parse(&frames[0]),
            json!({ "type": "ack", "results": [
                { "clientMutationId": "12345678", "seq": 3, "data": { "id": "a" } },
                { "clientMutationId": "refused-",
                  "error": { "code": "RATE_LIMITED", "message": limited, "requestId": "r", "status": 429, "retryAfter": 2 } },
                { "error": { "code": "MALFORMED", "message": "what?", "requestId": "r", "status": 400 } },
                { "clientMutationId": "again---", "seq": 1, "data": null, "replayed": true },
                { "clientMutationId": "deleted-", "seq": 4 },
                { "clientMutationId": "bulk----", "seq": 5, "data": [{}, {}] },
            ] })
        );
        assert!(ack(&[]).is_empty());
    }

    #[test]
    fn l13_an_ack_has_a_size_and_its_seqs_come_in_any_case() {
        let row = |share: usize| Data::Row(Some(format!(r#"{{"id":"{}"}}"#, "x".repeat(limits::FRAME_BYTES / share))));
        let results = [
            acked(None, Ok(answer(1, row(2)))),
            acked(None, Ok(answer(2, row(2)))),
            acked(None, Ok(answer(3, row(1)))),
        ];
        let frames = ack(&results);
        assert!(frames.iter().all(|frame| frame.len() <= limits::FRAME_BYTES));
        let results: Vec<Value> =
            frames.iter().flat_map(|frame| parse(frame)["results"].as_array().unwrap().clone()).collect();
        assert_eq!(
            results.iter().map(|result| result["seq"].as_u64()).collect::<Vec<_>>(),
            [Some(1), Some(2), Some(3)]
        );
        assert!(results[1].get("data").is_some() && results[2].get("data").is_none());
        assert_eq!(frames.len(), 2);
    }
}
