//! bytes → text → strict streaming events with places.
