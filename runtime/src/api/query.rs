use super::decode;
use crate::{
    protocol::{Cursor, Error, MutationId, Scope, Seq, limits},
    room::Held,
    schema::Collection,
    validate::Issue,
};

/// The parameters of a query. Each is taken once; what is left over is refused by name, because a parameter with a
/// typo in it would otherwise be a filter that filters nothing.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<Parameter>);

#[derive(Debug)]
struct Parameter {
    name: String,
    value: String,
    /// Still encoded: a list's commas and those of its items are told apart there.
    raw: String,
}

impl Query {
    /// Reads `a=1&b=2`, with or without the `?`.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.strip_prefix('?').unwrap_or(text);
        let mut query = Self::default();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, raw) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value, raw) = (decode::form(name)?, decode::form(raw)?, raw.to_owned());
            if query.0.iter().any(|known| known.name == name) {
                return Err(Error::invalid(&name, "repeated", "must be given once"));
            }
            query.0.push(Parameter { name, value, raw });
        }
        Ok(query)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        self.remove(name).map(|parameter| parameter.value)
    }

    fn remove(&mut self, name: &str) -> Option<Parameter> {
        let index = self.0.iter().position(|known| known.name == name)?;
        Some(self.0.swap_remove(index))
    }

    /// `limit`: how many rows a page has.
    pub(super) fn limit(&mut self) -> Result<u32, Error> {
        let Some(text) = self.take("limit") else {
            return Ok(limits::LIST_DEFAULT);
        };
        // `parse` alone would take a sign.
        let number = Some(&text).filter(|text| is_digits(text)).and_then(|text| text.parse().ok());
        number.filter(|limit| (1..=limits::LIST_MAX).contains(limit)).ok_or_else(|| {
            Error::Validation(vec![
                Issue::new(
                    vec!["limit".into()],
                    "out_of_range",
                    format!("must be an integer between 1 and {}", limits::LIST_MAX),
                )
                .with("min", 1)
                .with("max", limits::LIST_MAX),
            ])
        })
    }

    /// `consistent=true`: ask the room itself.
    pub(super) fn consistent(&mut self) -> Result<bool, Error> {
        match self.take("consistent").as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Error::invalid("consistent", "invalid_type", "must be `true` or `false`")),
        }
    }

    /// `_since`: the seq that the sender knew.
    pub(super) fn since(&mut self) -> Result<Option<Seq>, Error> {
        let Some(text) = self.take("_since") else {
            return Ok(None);
        };
        let number = Some(&text).filter(|text| is_digits(text)).and_then(|text| text.parse().ok());
        number.and_then(seq).map(Some).ok_or_else(invalid_since)
    }

    /// `scope`: only the rows of this scope. An empty one is refused: a filter that filters nothing would show all.
    pub(super) fn scope(&mut self, collection: &Collection) -> Result<Option<Scope>, Error> {
        let scope = self.take("scope").map(|text| Scope::parse(collection, &text)).transpose();
        scope.map_err(|issue| Error::Validation(vec![issue]))
    }

    /// `since` and `mids`: what the client holds, and which of its mutations it does not know the end of.
    ///
    /// `mids` has commas between the ids, each percent-encoded by itself.
    pub(super) fn held(&mut self, is_next_page: bool) -> Result<Option<Held>, Error> {
        let (since, mids) = (self.take("since"), self.remove("mids"));
        let Some(since) = since else {
            return match mids {
                None => Ok(None),
                Some(_) => Err(Error::invalid("mids", "needs_since", "is asked for together with `since`")),
            };
        };
        if is_next_page {
            return Err(Error::invalid("since", "with_after", "is not asked for together with `after`"));
        }
        let cursor = Cursor::parse(&since)
            .map_err(|_| Error::invalid("since", "invalid_cursor", "must be the `cursor` of an answer or a frame"))?;
        let mids = mids.map_or(Ok(Vec::new()), |mids| parse_mids(&mids.raw))?;
        Ok(Some(Held { cursor, mids }))
    }

    /// Refuses what is no parameter.
    pub(super) fn finish(self) -> Result<(), Error> {
        let unknown = |Parameter { name, .. }: &Parameter| {
            Issue::new(vec![name.as_str().into()], "unknown_parameter", "is not a parameter of this request")
        };
        let issues: Vec<Issue> = self.0.iter().map(unknown).collect();
        if issues.is_empty() { Ok(()) } else { Err(Error::Validation(issues)) }
    }
}

fn parse_mids(raw: &str) -> Result<Vec<MutationId>, Error> {
    let names = raw.split(',').filter(|name| !name.is_empty());
    let mids = names.map(|name| {
        let message = "must be mutation ids, each percent-encoded, with commas between them";
        MutationId::parse(&decode::form(name)?).map_err(|_| Error::invalid("mids", "invalid_id", message))
    });
    let mids = mids.collect::<Result<Vec<_>, _>>()?;
    if mids.len() > limits::MIDS {
        let issue = Issue::new(vec!["mids".into()], "too_big", format!("must be at most {}", limits::MIDS));
        return Err(Error::Validation(vec![issue.with("max", limits::MIDS)]));
    }
    Ok(mids)
}

/// The seqs that a client can know: JavaScript's exact integers.
pub(super) fn seq(number: u64) -> Option<Seq> {
    (number <= 9_007_199_254_740_991).then_some(Seq(number))
}

pub(super) fn invalid_since() -> Error {
    Error::invalid("_since", "invalid_type", "must be a non-negative integer")
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
