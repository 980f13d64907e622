//! One entry, unpacked while it is read.

use std::io::{self, Read};

use crc32fast::Hasher;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

use super::{Entry, MAX_RATIO, Problem, RATIO_FROM};

/// Unpacks an entry. Errors of reading hold a [`Problem`].
pub struct EntryReader<'b> {
    packed: &'b [u8],
    packed_size: u64,
    state: Option<Box<InflateState>>,
    done: bool,
    given: u64,
    size: u64,
    sum: Hasher,
    wanted_sum: u32,
    budget: &'b mut u64,
}

impl<'b> EntryReader<'b> {
    pub(super) fn new(
        packed: &'b [u8],
        entry: &Entry,
        budget: &'b mut u64,
    ) -> Result<Self, Problem> {
        let state = match entry.method {
            0 => None,
            8 => Some(InflateState::new_boxed(DataFormat::Raw)),
            _ => return Err(Problem::Method),
        };
        Ok(Self {
            packed_size: packed.len() as u64,
            packed,
            state,
            done: false,
            given: 0,
            size: entry.size,
            sum: Hasher::new(),
            wanted_sum: entry.crc,
            budget,
        })
    }

    fn unpack(&mut self, buffer: &mut [u8]) -> Result<usize, Problem> {
        let Some(state) = &mut self.state else {
            let length = buffer.len().min(self.packed.len());
            let (now, later) = self.packed.split_at(length);
            buffer[..length].copy_from_slice(now);
            self.packed = later;
            self.done = length == 0;
            return Ok(length);
        };
        let result = inflate(state, self.packed, buffer, MZFlush::None);
        self.packed = &self.packed[result.bytes_consumed..];
        match result.status {
            Ok(MZStatus::StreamEnd) => self.done = true,
            Ok(_) if result.bytes_written > 0 => {}
            // No end, and nothing that could come before it.
            _ => return Err(Problem::Damaged),
        }
        Ok(result.bytes_written)
    }

    fn check(&mut self, piece: &[u8]) -> Result<(), Problem> {
        let length = piece.len() as u64;
        self.given += length;
        self.sum.update(piece);
        *self.budget = self.budget.checked_sub(length).ok_or(Problem::TooLarge)?;
        if self.given > RATIO_FROM && self.given / self.packed_size.max(1) > MAX_RATIO {
            return Err(Problem::TooLarge);
        }
        if self.done && (self.given != self.size || self.sum.clone().finalize() != self.wanted_sum)
        {
            return Err(Problem::Damaged);
        }
        Ok(())
    }
}

impl Read for EntryReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.done || buffer.is_empty() {
            return Ok(0);
        }
        let length = self.unpack(buffer).map_err(io::Error::other)?;
        self.check(&buffer[..length]).map_err(io::Error::other)?;
        Ok(length)
    }
}
