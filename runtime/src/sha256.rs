//! SHA-256 (FIPS 180-4) of what names a request, a reader or a schema.
//!
//! The crate `sha2` unrolls its rounds, which is 8 kB of a Worker to hash some hundred bytes; a test compares with it.

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
const K: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];

/// The same of the square roots of the first eight.
const BEGIN: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

const BLOCK: usize = 64;

pub(crate) struct Sha256 {
    state: [u32; 8],
    block: [u8; BLOCK],
    /// Bytes so far.
    length: usize,
}

impl Sha256 {
    pub(crate) fn new() -> Self {
        Self { state: BEGIN, block: [0; BLOCK], length: 0 }
    }

    pub(crate) fn digest(bytes: impl AsRef<[u8]>) -> [u8; 32] {
        let mut hasher = Self::new();
        hasher.update(bytes);
        hasher.finalize()
    }

    pub(crate) fn update(&mut self, bytes: impl AsRef<[u8]>) {
        self.take_in(bytes.as_ref());
    }

    fn take_in(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.block[self.length % BLOCK] = *byte;
            self.length += 1;
            if self.length.is_multiple_of(BLOCK) {
                self.compress();
            }
        }
    }

    pub(crate) fn finalize(mut self) -> [u8; 32] {
        let bits = self.length as u64 * 8;
        self.take_in(&[0x80]);
        while self.length % BLOCK != BLOCK - 8 {
            self.take_in(&[0]);
        }
        self.take_in(&bits.to_be_bytes());
        let mut hash = [0; 32];
        for (bytes, word) in hash.chunks_exact_mut(4).zip(self.state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        hash
    }

    #[allow(clippy::many_single_char_names)] // as the standard has them
    fn compress(&mut self) {
        let mut words = [0_u32; 64];
        for (word, bytes) in words.iter_mut().zip(self.block.chunks_exact(4)) {
            *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
        }
        for at in 16..64 {
            let (one, two) = (words[at - 15], words[at - 2]);
            let one = one.rotate_right(7) ^ one.rotate_right(18) ^ one >> 3;
            let two = two.rotate_right(17) ^ two.rotate_right(19) ^ two >> 10;
            words[at] = words[at - 16].wrapping_add(one).wrapping_add(words[at - 7]).wrapping_add(two);
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = self.state;
        for (word, k) in words.iter().zip(K) {
            let choice = (e & f) ^ (!e & g);
            let sum = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let one = h.wrapping_add(sum).wrapping_add(choice).wrapping_add(k).wrapping_add(*word);
            let majority = (a & b) ^ (a & c) ^ (b & c);
            let sum = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            (h, g, f, e) = (g, f, e, d.wrapping_add(one));
            (d, c, b, a) = (c, b, a, one.wrapping_add(sum).wrapping_add(majority));
        }
        for (state, word) in self.state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *state = state.wrapping_add(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::Digest as _;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_hash_that_everybody_knows(pieces: Vec<Vec<u8>>) {
            let (mut ours, mut theirs) = (Sha256::new(), sha2::Sha256::new());
            for piece in &pieces {
                ours.update(piece);
                theirs.update(piece);
            }
            prop_assert_eq!(&ours.finalize()[..], &theirs.finalize()[..]);
        }
    }

    #[test]
    fn every_length_of_a_last_block_is_filled_up() {
        for length in 0..200 {
            let bytes = vec![b'x'; length];
            assert_eq!(Sha256::digest(&bytes)[..], sha2::Sha256::digest(&bytes)[..], "{length}");
        }
    }
}
