//! A connection to the service: a deadline for every call, and patience with a busy server.
//! Every call may be repeated, because writes have their effect once.

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

/// The largest answer taken: long lists and big trees pass gRPC's usual 4 MiB.
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
    /// Connects, or says why that was not possible.
    ///
    /// # Errors
    /// The address, the authority or the token cannot be used, or nobody answers there.
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

    /// Calls over a connection that is there, without a token.
    pub fn over(channel: Channel) -> Self {
        let deadline = Duration::from_secs(30);
        Self {
            channel,
            token: None,
            deadline,
            patience: Patience::default(),
        }
    }

    /// The same connection with other patience.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The connection itself.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// The service that answers how good customers are.
    pub fn quality(&self) -> CustomerQualityServiceClient<Channel> {
        CustomerQualityServiceClient::new(self.channel.clone())
            .max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    /// The service that is told about customers.
    pub fn records(&self) -> CustomerRecordsServiceClient<Channel> {
        CustomerRecordsServiceClient::new(self.channel.clone())
            .max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    /// The service that tells about itself.
    pub fn system(&self) -> SystemServiceClient<Channel> {
        SystemServiceClient::new(self.channel.clone())
    }

    /// Makes a call, and makes it again while the server is busy or away for a moment.
    ///
    /// # Errors
    /// The last answer, where no further try may help.
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

    /// The transport calls it cancelled when a service that hangs does not keep the deadline itself.
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
