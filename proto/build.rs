//! The build script of `src/client`, where Cargo runs it. It compiles the protos with a compiler written in
//! Rust, so that a build needs no `protoc`, and keeps the whole descriptor set (with comments) for reflection.
use std::{env, error::Error, fs, path::PathBuf};

const FILES: [&str; 8] = [
    "customerquality/v1/customer.proto",
    "customerquality/v1/customer_quality_service.proto",
    "customerquality/v1/customer_records_service.proto",
    "customerquality/v1/error_reason.proto",
    "customerquality/v1/fact.proto",
    "customerquality/v1/referral.proto",
    "customerquality/v1/system_service.proto",
    // Named by no message, but sent in errors: reflection shows callers how to read them.
    "google/rpc/error_details.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../../proto");
    let mut compiler = protox::Compiler::new(["../../proto"])?;
    compiler
        .include_imports(true)
        .include_source_info(true)
        .open_files(FILES)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    // The encoded form keeps custom options, which the structs of `file_descriptor_set()` drop.
    fs::write(
        out.join("descriptor.bin"),
        compiler.encode_file_descriptor_set(),
    )?;
    tonic_prost_build::configure()
        .btree_map(".")
        .extern_path(".google.rpc", "::tonic_types")
        .compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}
