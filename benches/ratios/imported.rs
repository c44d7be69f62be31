//! `customer-quality import` of a file, compared with `RecordFacts` of as many other facts with as many
//! batches in flight. The import runs the real program, so its start and its reading and decoding count.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use commands::import::batcher::PARTITIONS;
use customer_quality::pb::v1::Fact;
use customer_quality::pb::v1::fact::Body;
use tokio::process::Command;

use crate::facts::record;
use crate::invented::Order;
use crate::measure::Samples;
use crate::report::{self, begin_step};
use crate::service::{BATCH, RunningService};

/// Facts in each file.
const SLICE: usize = 40 * BATCH;

/// The first slice warms up. It does not count.
const SLICES: usize = 8;

pub(crate) async fn measure(service: &RunningService) {
    let (mut imported, mut recorded) = (Samples::default(), Samples::default());
    begin_step();
    for slice in 0..SLICES {
        let facts = Order::ByCustomer.slice("file", slice, SLICE);
        let (mut of_file, mut of_floor) = (Samples::default(), Samples::default());
        import(service, &facts, &mut of_file).await;
        let others = Order::ByCustomer.slice("call", slice, SLICE);
        record(service, others, PARTITIONS, &mut of_floor).await;
        if slice > 0 {
            imported.0.extend(of_file.0);
            recorded.0.extend(of_floor.0);
        }
    }
    let compared = imported.compared_with(&recorded);
    let floor = format!("RecordFacts, {PARTITIONS} batches in flight");
    report::line("import of a file, per fact", &floor, compared);
    report::note(&compared.share("of the rate of RecordFacts"));
    report::note(&imported.describe("facts imported"));
}

async fn import(service: &RunningService, facts: &[Fact], samples: &mut Samples) {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let path = folder.path().join("facts.csv");
    write(&path, [facts.to_vec()]);
    let started = Instant::now();
    let ended = command(service, &path).status().await;
    samples.push(started.elapsed(), facts.len());
    assert!(
        ended.is_ok_and(|ended| ended.success()),
        "every row is taken"
    );
}

/// The command that imports the file.
pub(crate) fn command(service: &RunningService, path: &Path) -> Command {
    let mut import = Command::new(env!("CARGO_BIN_EXE_customer-quality"));
    import.arg("import").arg(path);
    import.args(["--create-customers", "--source", "books", "--server"]);
    import.arg(format!("http://{}", service.address));
    import.stdout(Stdio::null()).stderr(Stdio::null());
    import
}

/// Writes a file of the facts, slice after slice.
pub(crate) fn write(path: &Path, slices: impl IntoIterator<Item = Vec<Fact>>) {
    let file = File::create(path).expect("the file can be made");
    let mut file = BufWriter::new(file);
    let header = "kind,customer_id,fact_id,occur_time,author,invoice_id,amount,currency,issue_date,\
                  due_date,seconds,effort_kind,billing,cost_kind";
    writeln!(file, "{header}").expect("the file can be written");
    for facts in slices {
        write_rows(&mut file, &facts);
    }
    file.flush().expect("the file can be written");
}

fn write_rows(file: &mut impl Write, facts: &[Fact]) {
    for fact in facts {
        let kind = match &fact.body {
            Some(Body::Invoice(_)) => "invoice",
            Some(Body::Payment(_)) => "payment",
            Some(Body::Effort(_)) => "effort",
            _ => "cost",
        };
        let time = fact.occur_time.as_ref().map_or(0, |time| time.seconds);
        let time = chrono::DateTime::from_timestamp(time, 0).expect("a time");
        let body = match &fact.body {
            Some(Body::Invoice(invoice)) => {
                format!(
                    "{},1200.00,EUR,2026-06-01,2026-06-15,,,,",
                    invoice.invoice_id
                )
            }
            Some(Body::Payment(payment)) => format!("{},1200.00,EUR,,,,,,", payment.invoice_id),
            Some(Body::Effort(_)) => ",,,,,1800,support,unbilled,".to_owned(),
            _ => ",40.00,EUR,,,,,,direct".to_owned(),
        };
        let (customer, id, author) = (&fact.customer_id, &fact.fact_id, &fact.author);
        let time = time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        writeln!(file, "{kind},{customer},{id},{time},{author},{body}").expect("it can be written");
    }
}
