//! Ten times more calls than the service can answer. Measures the number that it still answers, and the
//! time that it takes to refuse the others. The calls come at fixed times, whether or not earlier calls are
//! answered.

use std::fs;
use std::net::SocketAddr;
use std::ops::AddAssign;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use customer_quality::pb::v1::GetScoreRequest;
use h2::client::SendRequest;
use http::Request;
use prost::Message;
use prost::bytes::{BufMut, Bytes, BytesMut};
use tokio::net::TcpStream;
use tokio::runtime;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::portfolio::{CUSTOMERS, FIRST_ALONE, id};
use crate::report;
use crate::service::RunningService;

const TURNS: usize = 5;
const TURN: Duration = Duration::from_secs(3);
/// The time during which calls come before they count.
const FILLING: Duration = Duration::from_secs(2);
/// Calls in flight for the measurement without overload.
const UNHURRIED: usize = 32;
/// The factor of overload: the offered rate relative to the rate that the service answers without overload.
const TIMES: f64 = 10.0;
const CONNECTIONS: usize = 16;
const METHOD: &str = "http://service/customerquality.v1.CustomerQualityService/GetScore";

pub(crate) async fn measure(service: &RunningService) {
    let address = service.address;
    // The callers have a thread of their own, so that they call at their times.
    let measured = thread::spawn(move || {
        let callers = runtime::Builder::new_current_thread().enable_all().build();
        callers.expect("a runtime starts").block_on(turns(address))
    });
    let turns = tokio::task::spawn_blocking(|| measured.join())
        .await
        .expect("the callers are waited for")
        .expect("the callers call");
    println!();
    let rate = middle(turns.iter().map(|turn| turn.unhurried.rate()));
    println!("GetScore, {UNHURRIED} in flight: {rate:.0} answered in a second");
    let kept = |rate: fn(&Ended) -> f64| {
        middle(
            turns
                .iter()
                .map(|turn| rate(&turn.hurried) / rate(&turn.unhurried)),
        )
    };
    println!(
        "offered {TIMES} times as many: {:.2} of that",
        kept(Ended::rate)
    );
    println!(
        "the same for each second of processor time that the callers left: {:.2} of that",
        kept(Ended::rate_of_what_was_left)
    );
    let mut all = Ended::default();
    for turn in turns {
        all += turn.hurried;
    }
    let (answered, refused) = (all.answered.len(), all.refused.len());
    report::note(&format!(
        "{answered} answered, p99 {:.1} ms; {refused} refused, p50 {:.1} ms, p99 {:.1} ms; {} failed",
        millis(&mut all.answered, 99),
        millis(&mut all.refused, 50),
        millis(&mut all.refused, 99),
        all.failed
    ));
}

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The two measurements: the service without overload, and right after that with overload.
struct Turn {
    unhurried: Ended,
    hurried: Ended,
}

async fn turns(address: SocketAddr) -> Vec<Turn> {
    let callers = Callers::connect(address).await;
    callers.in_flight(UNHURRIED).await;
    let mut turns = Vec::new();
    for _ in 0..TURNS {
        let unhurried = callers.in_flight(UNHURRIED).await;
        let hurried = callers.at_rate(unhurried.rate() * TIMES).await;
        turns.push(Turn { unhurried, hurried });
    }
    turns
}

/// The results of calls, with their durations.
#[derive(Debug, Default)]
struct Ended {
    answered: Vec<Duration>,
    refused: Vec<Duration>,
    failed: usize,
    /// Processor time of the callers' thread.
    callers: Duration,
}

impl Ended {
    fn rate(&self) -> f64 {
        self.answered.len() as f64 / TURN.as_secs_f64()
    }

    /// The callers take processor time from the service that they measure. More calls take more.
    fn rate_of_what_was_left(&self) -> f64 {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let all = TURN * u32::try_from(cores).unwrap_or(1);
        let left = all.saturating_sub(self.callers);
        self.answered.len() as f64 / left.as_secs_f64()
    }
}

/// The processor time of this thread since its start. Zero if the system does not report it.
fn processor_time() -> Duration {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = statistics.split(' ').next().map(str::parse);
    Duration::from_nanos(nanos.and_then(Result::ok).unwrap_or(0))
}

impl AddAssign for Ended {
    fn add_assign(&mut self, other: Self) {
        self.answered.extend(other.answered);
        self.refused.extend(other.refused);
        self.failed += other.failed;
        self.callers += other.callers;
    }
}

fn millis(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    let place = times.len().saturating_sub(1) * percent / 100;
    times
        .get(place)
        .map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

/// Callers that share connections and spend next to nothing on a call.
struct Callers {
    connections: Vec<SendRequest<Bytes>>,
    questions: Vec<Bytes>,
    next: AtomicUsize,
    ended: Arc<Mutex<Ended>>,
}

impl Callers {
    #[expect(
        clippy::disallowed_methods,
        reason = "the connections end with their runtime"
    )]
    async fn connect(address: SocketAddr) -> Self {
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            let stream = TcpStream::connect(address).await;
            let stream = stream.expect("the service listens");
            stream.set_nodelay(true).expect("it is a TCP connection");
            let connected = h2::client::handshake(stream).await;
            let (connection, driver) = connected.expect("the service speaks HTTP/2");
            tokio::spawn(driver);
            connections.push(connection);
        }
        Self {
            connections,
            questions: (FIRST_ALONE..CUSTOMERS).map(question).collect(),
            next: AtomicUsize::new(0),
            ended: Arc::default(),
        }
    }

    /// Makes the next call. Its duration counts from the time when it was due.
    fn call(&self, due: Instant) -> impl Future<Output = ()> + 'static {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let connection = self.connections[number % self.connections.len()].clone();
        let question = self.questions[number % self.questions.len()].clone();
        let ended = Arc::clone(&self.ended);
        async move {
            let outcome = call(connection, question).await;
            let took = due.elapsed();
            let mut ended = ended.lock().expect("no caller panics");
            match outcome {
                Some(true) => ended.answered.push(took),
                Some(false) => ended.refused.push(took),
                None => ended.failed += 1,
            }
        }
    }

    /// The calls that ended since the last time. `since` is the earlier processor time of the callers'
    /// thread.
    fn take(&self, since: Duration) -> Ended {
        let mut ended = std::mem::take(&mut *self.ended.lock().expect("no caller panics"));
        ended.callers = processor_time().saturating_sub(since);
        ended
    }

    /// A turn with a constant number of calls in flight.
    async fn in_flight(&self, calls: usize) -> Ended {
        let (end, since) = (Instant::now() + TURN, processor_time());
        let one_by_one = async || {
            while Instant::now() < end {
                self.call(Instant::now()).await;
            }
        };
        futures::future::join_all((0..calls).map(|_| one_by_one())).await;
        self.take(since)
    }

    /// A turn with a constant number of calls a second, after a time in which they fill the service.
    async fn at_rate(&self, rate: f64) -> Ended {
        let mut calls = JoinSet::new();
        let mut ticks = interval(Duration::from_millis(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let began = Instant::now();
        let (mut made, mut full) = (0_u32, None);
        while began.elapsed() < FILLING + TURN {
            ticks.tick().await;
            if full.is_none() && began.elapsed() >= FILLING {
                full = Some(processor_time());
                self.take(Duration::ZERO);
            }
            while f64::from(made) < began.elapsed().as_secs_f64() * rate {
                let due = began + Duration::from_secs_f64(f64::from(made) / rate);
                calls.spawn(self.call(due));
                made += 1;
            }
        }
        let ended = self.take(full.unwrap_or_default());
        while calls.join_next().await.is_some() {}
        self.take(Duration::ZERO);
        ended
    }
}

/// Whether a call was answered. `None` if its connection broke.
async fn call(connection: SendRequest<Bytes>, question: Bytes) -> Option<bool> {
    let request = Request::post(METHOD)
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(())
        .ok()?;
    let mut connection = connection.ready().await.ok()?;
    let (answer, mut body) = connection.send_request(request, false).ok()?;
    // The service does not read the request of a call that it refuses at once.
    let _ = body.send_data(question, true);
    let (head, mut body) = answer.await.ok()?.into_parts();
    if head.headers.contains_key("grpc-status") {
        return Some(false);
    }
    while let Some(data) = body.data().await {
        let bytes = data.ok()?.len();
        body.flow_control().release_capacity(bytes).ok()?;
    }
    let end = body.trailers().await.ok()??;
    Some(end.get("grpc-status")? == "0")
}

fn question(number: usize) -> Bytes {
    let message = GetScoreRequest {
        customer_id: id(number),
        ..GetScoreRequest::default()
    }
    .encode_to_vec();
    let mut frame = BytesMut::new();
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).expect("a short message"));
    frame.put_slice(&message);
    frame.freeze()
}
