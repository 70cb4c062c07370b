//! The store of takes: one folder each, plain files, written as they go and repaired on start.
