//! Ten times more calls than the service can answer: how many it still answers, and how fast it refuses
//! the others. The calls come at their times whether or not those before them are answered.

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
/// How long calls come before they are counted.
const FILLING: Duration = Duration::from_secs(2);
/// Calls in flight at which the service is measured unhurried.
const UNHURRIED: usize = 32;
/// How many times more calls than it then answers it is offered.
const TIMES: f64 = 10.0;
const CONNECTIONS: usize = 64;
const METHOD: &str = "http://service/customerquality.v1.CustomerQualityService/GetScore";

pub(crate) async fn measure(service: &RunningService) {
    let address = service.address;
    // The callers have a thread of their own, so that they keep their times.
    let measured = thread::spawn(move || {
        let callers = runtime::Builder::new_current_thread().enable_all().build();
        callers.expect("a runtime starts").block_on(turns(address))
    });
    let (unhurried, hurried) = tokio::task::spawn_blocking(|| measured.join())
        .await
        .expect("the callers are waited for")
        .expect("the callers call");
    let middle = |mut values: Vec<f64>| {
        values.sort_unstable_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let rate = |ended: &Ended| ended.answered.len() as f64 / TURN.as_secs_f64();
    let kept = unhurried.iter().zip(&hurried);
    let kept = middle(kept.map(|(one, ten)| rate(ten) / rate(one)).collect());
    println!();
    println!(
        "GetScore, {UNHURRIED} in flight: {:.0} answered in a second",
        middle(unhurried.iter().map(rate).collect())
    );
    println!("offered {TIMES} times as many: {kept:.2} of that answered");
    let mut all = Ended::default();
    for turn in hurried {
        all += turn;
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

async fn turns(address: SocketAddr) -> (Vec<Ended>, Vec<Ended>) {
    let callers = Callers::connect(address).await;
    callers.in_flight(UNHURRIED).await;
    let (mut unhurried, mut hurried) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let ended = callers.in_flight(UNHURRIED).await;
        let rate = ended.answered.len() as f64 / TURN.as_secs_f64();
        unhurried.push(ended);
        hurried.push(callers.at_rate(rate * TIMES).await);
    }
    (unhurried, hurried)
}

/// How calls ended, with what they took.
#[derive(Debug, Default)]
struct Ended {
    answered: Vec<Duration>,
    refused: Vec<Duration>,
    failed: usize,
}

impl AddAssign for Ended {
    fn add_assign(&mut self, other: Self) {
        self.answered.extend(other.answered);
        self.refused.extend(other.refused);
        self.failed += other.failed;
    }
}

fn millis(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    let place = times.len().saturating_sub(1) * percent / 100;
    times
        .get(place)
        .map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

/// Callers who share connections, at the cost of next to nothing for a call.
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

    /// The next call, at the time when it should have been made.
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

    fn take(&self) -> Ended {
        std::mem::take(&mut *self.ended.lock().expect("no caller panics"))
    }

    /// A turn with always so many calls in flight.
    async fn in_flight(&self, calls: usize) -> Ended {
        let end = Instant::now() + TURN;
        let one_by_one = async || {
            while Instant::now() < end {
                self.call(Instant::now()).await;
            }
        };
        futures::future::join_all((0..calls).map(|_| one_by_one())).await;
        self.take()
    }

    /// A turn with so many calls a second, after a while in which the service fills up with them.
    async fn at_rate(&self, rate: f64) -> Ended {
        let mut calls = JoinSet::new();
        let mut ticks = interval(Duration::from_millis(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let began = Instant::now();
        let (mut made, mut full) = (0_u32, false);
        while began.elapsed() < FILLING + TURN {
            ticks.tick().await;
            if !full && began.elapsed() >= FILLING {
                self.take();
                full = true;
            }
            while f64::from(made) < began.elapsed().as_secs_f64() * rate {
                let due = began + Duration::from_secs_f64(f64::from(made) / rate);
                calls.spawn(self.call(due));
                made += 1;
            }
        }
        let ended = self.take();
        while calls.join_next().await.is_some() {}
        self.take();
        ended
    }
}

/// Whether a call was answered; `None` where its connection broke.
async fn call(connection: SendRequest<Bytes>, question: Bytes) -> Option<bool> {
    let request = Request::post(METHOD)
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(())
        .ok()?;
    let mut connection = connection.ready().await.ok()?;
    let (answer, mut body) = connection.send_request(request, false).ok()?;
    // A call that is refused at once does not take its question.
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
