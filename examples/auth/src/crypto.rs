//! The runtime's Web Crypto, as far as it is used here.

use web_sys::{CryptoKey, HmacImportParams, Pbkdf2Params, SubtleCrypto, WorkerGlobalScope};
use worker::{
    js_sys::{Array, Promise, Uint8Array, global},
    wasm_bindgen::{JsCast, JsValue},
    wasm_bindgen_futures::JsFuture,
};

/// Why the runtime did not do it: for the log.
pub(crate) type Result<T> = core::result::Result<T, worker::Error>;

const HMAC: &str = "HMAC";
const PBKDF2: &str = "PBKDF2";

/// HMAC-SHA-256 of `text` under `secret`.
pub(crate) async fn sign(secret: &str, text: &str) -> Result<Vec<u8>> {
    let key = hmac_key(secret, "sign").await?;
    bytes(subtle()?.sign_with_str_and_u8_array(HMAC, &key, text.as_bytes())?).await
}

/// Whether `signature` is what [`sign`] gives; the runtime compares in constant time.
pub(crate) async fn verify(secret: &str, text: &str, signature: &[u8]) -> Result<bool> {
    let key = hmac_key(secret, "verify").await?;
    let signature = Uint8Array::from(signature);
    let verified = subtle()?.verify_with_str_and_u8_array_and_u8_slice(HMAC, &key, &signature, text.as_bytes())?;
    Ok(JsFuture::from(verified).await?.is_truthy())
}

/// 256 bits of PBKDF2-HMAC-SHA-256.
pub(crate) async fn derive(password: &str, salt: &[u8], rounds: u32) -> Result<Vec<u8>> {
    let params = Pbkdf2Params::new_with_str(PBKDF2, "SHA-256", rounds, &Uint8Array::from(salt));
    let raw = Uint8Array::from(password.as_bytes());
    let key = subtle()?.import_key_with_str("raw", &raw, PBKDF2, false, &usages("deriveBits"))?;
    let key: CryptoKey = JsFuture::from(key).await?.unchecked_into();
    bytes(subtle()?.derive_bits_with_object(&params, &key, 256)?).await
}

/// Bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut random = [0; N];
    crypto()?.get_random_values_with_u8_array(&mut random)?;
    Ok(random)
}

async fn hmac_key(secret: &str, usage: &str) -> Result<CryptoKey> {
    let (raw, params) = (Uint8Array::from(secret.as_bytes()), HmacImportParams::new_with_str(HMAC, "SHA-256"));
    let key = subtle()?.import_key_with_object("raw", &raw, &params, false, &usages(usage))?;
    Ok(JsFuture::from(key).await?.unchecked_into())
}

async fn bytes(promise: Promise) -> Result<Vec<u8>> {
    Ok(Uint8Array::new(&JsFuture::from(promise).await?).to_vec())
}

fn usages(usage: &str) -> JsValue {
    Array::of1(&usage.into()).into()
}

fn subtle() -> Result<SubtleCrypto> {
    Ok(crypto()?.subtle())
}

fn crypto() -> Result<web_sys::Crypto> {
    let scope: WorkerGlobalScope = global().unchecked_into();
    Ok(scope.crypto()?)
}
