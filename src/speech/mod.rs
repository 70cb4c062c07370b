//! Where speech is and where it may be cut: a pure function of the 16 kHz samples.
