//! Words whose own value is wrong. Each is told here, once; the other checks pass over them.

use darling::error::Accumulator;

use crate::attrs::{CollectionAttr, FieldAttr, Said, ValueAttr};

pub(super) fn collection(attr: &CollectionAttr, errors: &mut Accumulator) {
    // Without `..`: a new word cannot be forgotten.
    let CollectionAttr {
        single_tenant,
        name,
        table,
        soft_delete,
        auto_timestamp,
        order_by,
        index,
        unique,
        rename_all,
        library,
        existing,
        dropped,
        check: _, // told with what the functions are about
    } = attr;
    tell(single_tenant, errors);
    tell(name, errors);
    tell(table, errors);
    tell(soft_delete, errors);
    tell(auto_timestamp, errors);
    tell(order_by, errors);
    tell(index, errors);
    tell(unique, errors);
    tell(rename_all, errors);
    tell(library, errors);
    tell(existing, errors);
    tell(dropped, errors);
}

pub(super) fn column(attr: &FieldAttr, errors: &mut Accumulator) {
    let FieldAttr {
        sync_id,
        owner,
        scope,
        default,
        references,
        index,
        unique,
        private,
        readonly,
        column,
        renamed,
        validate: _, // the rules' own check tells them
    } = attr;
    tell(sync_id, errors);
    tell(owner, errors);
    tell(scope, errors);
    tell(default, errors);
    tell(references, errors);
    tell(index, errors);
    tell(unique, errors);
    tell(private, errors);
    tell(readonly, errors);
    tell(column, errors);
    tell(renamed, errors);
}

pub(super) fn value(attr: &ValueAttr, errors: &mut Accumulator) {
    let ValueAttr { rename_all, tag } = attr;
    tell(rename_all, errors);
    tell(tag, errors);
}

pub(super) fn tell<'a, T: 'a>(said: impl IntoIterator<Item = &'a Said<T>>, errors: &mut Accumulator) {
    for said in said {
        if let Err(problem) = &said.value {
            errors.push(problem.clone());
        }
    }
}
