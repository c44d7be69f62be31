//! The models that come with the service. They are documents like any other.

/// A model that comes with the service.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// Its document.
    pub document: &'static str,
    /// Whether it is active from the first start on.
    pub active: bool,
}

/// A whole document: the part that is special to a model, then the shared numbers and class rules.
macro_rules! whole {
    ($own:literal $(, $extra:literal)?) => {
        concat!(
            include_str!(concat!("documents/", $own)),
            include_str!("documents/numbers.yaml"),
            include_str!("documents/classes-1.yaml"),
            $(include_str!(concat!("documents/", $extra)),)?
            include_str!("documents/classes-2.yaml"),
        )
    };
}

/// The shipped models. The active ones with a condition come before the one without.
pub const SHIPPED: [Shipped; 5] = [
    Shipped {
        document: whole!("shop.yaml", "classes-shop.yaml"),
        active: true,
    },
    Shipped {
        document: whole!("good-ok-bad.yaml"),
        active: true,
    },
    Shipped {
        document: whole!("default.yaml"),
        active: true,
    },
    Shipped {
        document: whole!("four-pillars.yaml"),
        active: false,
    },
    Shipped {
        document: whole!("credentials.yaml"),
        active: false,
    },
];
