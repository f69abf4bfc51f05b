use super::decode;
use crate::{
    protocol::{Error, Scope, Seq, limits},
    schema::Collection,
    validate::Issue,
};

/// The parameters of a query. Each is taken once; what is left over is refused by name, because a parameter with a
/// typo in it would otherwise be a filter that filters nothing.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=1&b=2`, with or without the `?`.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.strip_prefix('?').unwrap_or(text);
        let mut query = Self::default();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode::form(name)?, decode::form(value)?);
            if query.0.iter().any(|(known, _)| *known == name) {
                return Err(Error::invalid(&name, "repeated", "must be given once"));
            }
            query.0.push((name, value));
        }
        Ok(query)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let index = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(index).1)
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

    /// Refuses what this version does not read yet, and what no version does.
    pub(super) fn finish(self) -> Result<(), Error> {
        const LATER: [&str; 2] = ["since", "mids"];
        let issues: Vec<Issue> = self
            .0
            .iter()
            .map(|(name, _)| {
                let (code, message) = match name.as_str() {
                    later if LATER.contains(&later) => ("not_supported", "is not supported yet"),
                    _ => ("unknown_parameter", "is not a parameter of this request"),
                };
                Issue::new(vec![name.as_str().into()], code, message)
            })
            .collect();
        if issues.is_empty() { Ok(()) } else { Err(Error::Validation(issues)) }
    }
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
