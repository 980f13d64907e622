//! The page, and its worker: one program, started in both.

fn main() {
    reroute::app::start();
}
