//! Product feeds: what is written, read back, and found wrong.

mod broken;
