//! A connection to the service. Every call has a deadline, and is repeated while the server is busy. Every
//! call may be repeated, because writes are idempotent.

use std::{future::Future, time::Duration};

use tonic::{
    Request, Response, Status,
    metadata::{Ascii, MetadataValue},
    transport::Channel,
};

use crate::{
    connect::{self, ConnectError, Options},
    pb::v1::{
        customer_quality_service_client::CustomerQualityServiceClient,
        customer_records_service_client::CustomerRecordsServiceClient,
        system_service_client::SystemServiceClient,
    },
    retry::{Patience, is_timeout, wait, worth_another_try},
};

/// The largest answer that is accepted. Long lists and large trees exceed gRPC's usual 4 MiB.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A connection to the service.
#[derive(Clone, Debug)]
pub struct Client {
    channel: Channel,
    token: Option<MetadataValue<Ascii>>,
    deadline: Duration,
    patience: Patience,
}

impl Client {
    /// Connects to the service.
    ///
    /// # Errors
    /// The address, the certificate authority or the token cannot be used, or nobody answers at the address.
    pub async fn connect(options: &Options) -> Result<Self, ConnectError> {
        let token = options.token_file.as_deref();
        let token = token.map(connect::token).transpose()?;
        Ok(Self {
            channel: connect::connect(options).await?,
            token,
            deadline: options.timeout,
            patience: Patience::default(),
        })
    }

    /// Uses an existing connection, without a token.
    pub fn over(channel: Channel) -> Self {
        let deadline = Duration::from_secs(30);
        Self {
            channel,
            token: None,
            deadline,
            patience: Patience::default(),
        }
    }

    /// The same connection with other rules for repeated calls.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The connection itself.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// The service that answers questions about customers.
    pub fn quality(&self) -> CustomerQualityServiceClient<Channel> {
        CustomerQualityServiceClient::new(self.channel.clone())
            .max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    /// The service that records customers and facts.
    pub fn records(&self) -> CustomerRecordsServiceClient<Channel> {
        CustomerRecordsServiceClient::new(self.channel.clone())
            .max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    /// The service that describes this server.
    pub fn system(&self) -> SystemServiceClient<Channel> {
        SystemServiceClient::new(self.channel.clone())
    }

    /// Makes a call, and repeats it while the server is busy or briefly unreachable.
    ///
    /// # Errors
    /// Returns the last answer if another try cannot help.
    pub async fn call<Q, A, F, C>(&self, message: Q, make: C) -> Result<A, Status>
    where
        Q: Clone,
        F: Future<Output = Result<Response<A>, Status>>,
        C: Fn(Request<Q>) -> F,
    {
        let mut tries = 1;
        loop {
            let status = match make(self.request(message.clone())).await {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(status) => self.said_of(status),
            };
            if tries >= self.patience.tries_max || !worth_another_try(&status) {
                return Err(status);
            }
            tokio::time::sleep(wait(self.patience, tries, &status)).await;
            tries += 1;
        }
    }

    /// Gives a call that timed out the code of a passed deadline. The transport reports such a call as
    /// cancelled if the service hangs and does not keep the deadline itself.
    fn said_of(&self, status: Status) -> Status {
        if is_timeout(&status) {
            Status::deadline_exceeded(format!("no answer within {:?}", self.deadline))
        } else {
            status
        }
    }

    fn request<Q>(&self, message: Q) -> Request<Q> {
        let mut request = Request::new(message);
        request.set_timeout(self.deadline);
        if let Some(token) = &self.token {
            request
                .metadata_mut()
                .insert("authorization", token.clone());
        }
        request
    }
}
