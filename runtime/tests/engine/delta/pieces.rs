//! Deltas that are too large for one piece.
