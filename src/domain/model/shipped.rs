//! The models that come with the service, as documents like any other.

/// A model that comes with the service.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// Its document.
    pub document: &'static str,
    /// Whether it answers by itself from the first start on.
    pub active: bool,
}

/// The shipped models; the active ones with a condition come before the one without.
pub const SHIPPED: [Shipped; 5] = [
    Shipped {
        document: include_str!("documents/shop.yaml"),
        active: true,
    },
    Shipped {
        document: include_str!("documents/default.yaml"),
        active: true,
    },
    Shipped {
        document: include_str!("documents/four-pillars.yaml"),
        active: false,
    },
    Shipped {
        document: include_str!("documents/good-ok-bad.yaml"),
        active: false,
    },
    Shipped {
        document: include_str!("documents/credentials.yaml"),
        active: false,
    },
];
