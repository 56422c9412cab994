//! A reader that stops where one record would grow beyond all measure: a quote that is never closed
//! turns the rest of a file into one cell, and that file may be larger than our memory.

use std::io::{self, Read};

/// Reads as long as the allowance lasts.
#[derive(Debug)]
pub(super) struct Bounded<R> {
    inner: R,
    left: usize,
    at_end: bool,
}

impl<R> Bounded<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, left: 0, at_end: false }
    }

    /// How much may be read before the next call of this.
    pub fn allow(&mut self, bytes: usize) {
        self.left = bytes;
    }

    /// Whether the end was met.
    pub fn at_end(&self) -> bool {
        self.at_end
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("a record is too long"));
        }
        let most = buffer.len().min(self.left);
        let read = self.inner.read(&mut buffer[..most])?;
        self.left -= read;
        self.at_end = read == 0 && most > 0;
        Ok(read)
    }
}
