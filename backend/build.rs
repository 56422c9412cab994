//! `sqlx::migrate!` puts the migrations into the program; a new file among them does not touch any
//! source, so without this an upgraded checkout would keep the program with the old ones.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
