//! What one Email Router says.
