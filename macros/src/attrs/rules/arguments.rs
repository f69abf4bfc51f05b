use darling::ast::NestedMeta;
use darling::error::Accumulator;
use darling::{Error, Result};
use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, Lit, Meta, MetaNameValue, Token};

use super::super::vocabulary::Vocabulary;
use crate::attrs::error;
use crate::naming::listed;

/// What stands in a rule's brackets: values, and `name = value`.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub(super) values: Vec<Expr>,
    pub(super) named: Vec<(Ident, Expr)>,
    /// `message = ".."`
    pub(super) message: Option<String>,
}

enum Argument {
    Value(Expr),
    Named(Meta),
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(syn::Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
            return input.parse::<MetaNameValue>().map(|pair| Self::Named(Meta::NameValue(pair)));
        }
        input.parse().map(Self::Value)
    }
}

impl Arguments {
    /// Reads the brackets of a rule, none for the word alone. Without a vocabulary nothing stands in them.
    pub(super) fn read(rule: &Meta, vocabulary: Option<&Vocabulary>) -> Result<Self> {
        let list = match rule {
            Meta::Path(_) => return Ok(Self::default()),
            Meta::List(list) => list,
            Meta::NameValue(pair) => {
                let word = super::super::said::last_word(rule);
                return Err(error(&pair.value, format!("what a rule takes stands in brackets: `{word}(..)`")));
            }
        };
        let Some(vocabulary) = vocabulary else {
            let word = super::super::said::last_word(rule);
            return Err(error(&list.tokens, format!("`{word}` changes a text and refuses none: write the word alone")));
        };
        let read = list.parse_args_with(Punctuated::<Argument, Token![,]>::parse_terminated)?;
        let mut errors = Error::accumulator();
        let (mut values, mut named) = (Vec::new(), Vec::new());
        for argument in read {
            match argument {
                Argument::Value(value) => values.push(value),
                Argument::Named(meta) => named.push(NestedMeta::Meta(meta)),
            }
        }
        let mut arguments = Self { values, ..Self::default() };
        for item in vocabulary.keep_known(&named, &mut errors).known {
            if let NestedMeta::Meta(Meta::NameValue(pair)) = item
                && let Some(name) = pair.path.get_ident()
            {
                if name == "message" {
                    arguments.message = message(&pair.value, &mut errors);
                } else {
                    arguments.named.push((name.clone(), pair.value));
                }
            }
        }
        // Where more than a message has a name, all has.
        if vocabulary.words.len() > 1 {
            for value in &arguments.values {
                errors.push(no_value(value, vocabulary));
            }
        }
        errors.finish_with(arguments)
    }

    /// That nothing but a message stands in the brackets.
    pub(super) fn nothing(&self, word: &Ident) -> Result<()> {
        match self.values.first() {
            None => Ok(()),
            Some(value) => Err(error(value, format!("`{word}` takes nothing but `message = \"..\"`"))),
        }
    }
}

/// What is said of a value where names are expected.
fn no_value(value: &Expr, vocabulary: &Vocabulary) -> Error {
    let name = match value {
        Expr::Path(path) => path.path.get_ident(),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path.path.get_ident(),
            _ => None,
        },
        _ => None,
    };
    if let Some(name) = name.map(ToString::to_string).filter(|name| vocabulary.words.contains(&name.as_str())) {
        return error(value, format!("`{name}` is given with `=`: `{name} = 1`"));
    }
    let knows = listed(vocabulary.words.iter().copied());
    error(value, format!("expected a word: {} knows {knows}", vocabulary.place))
}

fn message(value: &Expr, errors: &mut Accumulator) -> Option<String> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) if text.value().trim().is_empty() => {
                errors.push(error(value, "an empty message says nothing: leave it out for the rule's own words"));
                None
            }
            Lit::Str(text) => Some(text.value()),
            _ => wrong_message(value, errors),
        },
        _ => wrong_message(value, errors),
    }
}

fn wrong_message(value: &Expr, errors: &mut Accumulator) -> Option<String> {
    errors.push(error(value, "a message is a text: `message = \"must be short\"`"));
    None
}
