//! The columns of a new profile, each with where it comes from.

use super::draft::{DraftProvider, Open, RouterProfile};
use super::location::Location;
use super::model::{NotCarried, Origin, RuleId};
use super::pairing::Pair;
use super::server_type::{
    POP3_SMTP, Shape, Side, exchange_servertype, place, reuses_existing, shape,
};
use crate::answers::{Answers, Place, Target};
use crate::dataverse::{ColumnValue, Columns, Name};
use crate::router::Field;

/// The EWS address of Exchange Online.
pub const EXCHANGE_ONLINE: &str = "https://outlook.office365.com/EWS/Exchange.asmx";

/// What the columns of pairs are made from.
#[derive(Debug)]
pub struct Connections<'d, 'a> {
    /// Router profiles.
    pub router_profiles: &'d [RouterProfile<'a>],
    /// Providers.
    pub providers: &'d [DraftProvider<'a>],
    /// What the admin decided.
    pub answers: &'d Answers,
    /// Whether the ids of users and queues are those of the target.
    pub ids_are_keys: bool,
}

/// What becomes of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    /// What server-side synchronization makes of it.
    pub shape: Shape,
    /// The router profile whose connection is used, for Exchange.
    pub connection: Option<usize>,
    /// Where the mailboxes live, for Exchange.
    pub place: Option<Place>,
    /// Whether an existing profile is reused.
    pub reuses_existing: bool,
    /// Columns but for id, name, description and dates.
    pub columns: Columns<ColumnValue>,
    /// Where each comes from.
    pub origins: Columns<Origin>,
    /// What is open.
    pub open: Vec<Open>,
    /// Whether tenant and application of another tenant are asked.
    pub needs_oauth: bool,
    /// Whether one account impersonates the mailboxes, when that is a choice.
    pub impersonation: Option<bool>,
    /// What has no place.
    pub not_carried: Vec<NotCarried>,
}

/// The columns of one direction.
pub struct SideColumns {
    /// Its column.
    pub location: Name,
    /// Its column.
    pub port: Name,
    /// Its column.
    pub ssl: Name,
    /// Its column.
    pub retrieval: Name,
    /// Its column.
    pub protocol: Name,
    /// Its column.
    pub user: Name,
    /// Its column.
    pub impersonation: Name,
}

pub const INCOMING: SideColumns = SideColumns {
    location: &"incomingserverlocation",
    port: &"incomingportnumber",
    ssl: &"incomingusessl",
    retrieval: &"incomingcredentialretrieval",
    protocol: &"incomingauthenticationprotocol",
    user: &"incomingusername",
    impersonation: &"incominguseimpersonation",
};

pub const OUTGOING: SideColumns = SideColumns {
    location: &"outgoingserverlocation",
    port: &"outgoingportnumber",
    ssl: &"outgoingusessl",
    retrieval: &"outgoingcredentialretrieval",
    protocol: &"outgoingauthenticationprotocol",
    user: &"outgoingusername",
    impersonation: &"outgoinguseimpersonation",
};

impl<'d, 'a> Connections<'d, 'a> {
    /// Whether all these outgoing sides give an incoming one the same columns.
    pub fn come_to_the_same(&self, incoming: usize, candidates: &[usize]) -> bool {
        let mut built = candidates.iter().map(|outgoing| {
            let built = self.build(Some(incoming), Some(*outgoing), "");
            (
                built.shape,
                built.place,
                built.reuses_existing,
                built.columns,
                built.open,
            )
        });
        let Some(first) = built.next() else {
            return false;
        };
        !matches!(first.0, Shape::PlacesDiffer | Shape::KindUnknown)
            && built.all(|other| other == first)
    }

    /// Whether a pair reuses the profile the organization has.
    pub fn reuse_existing(&self, pair: &Pair) -> bool {
        self.build(pair.incoming, pair.outgoing.first().copied(), "")
            .reuses_existing
    }

    /// Builds the columns of a pair. `key` is the profile's, for answers.
    pub fn build(&self, incoming: Option<usize>, outgoing: Option<usize>, key: &str) -> Built {
        let profile = |index: Option<usize>| index.map(|index| &self.router_profiles[index]);
        let shape = shape(profile(incoming), profile(outgoing));
        let mut builder = Builder {
            connections: self,
            key,
            built: Built::new(shape),
        };
        match shape {
            Shape::Pop3Smtp => builder.pop3_smtp(incoming, outgoing),
            Shape::Exchange(side) => {
                let (used, dropped) = sides(side, incoming, outgoing);
                builder.exchange(used, dropped);
            }
            Shape::PlacesDiffer => builder.places_differ(incoming, outgoing),
            Shape::KindUnknown => builder.kind_unknown(incoming, outgoing),
            Shape::NotMigratable(_) => {}
        }
        builder.answered();
        builder.built
    }

    /// The place of a line of a router profile's first provider.
    pub fn origin(&self, profile: usize, line: u32) -> Origin {
        let first = self.router_profiles[profile].group.members[0];
        Origin::Place(self.providers[first].place(line))
    }
}

fn sides(
    side: Side,
    incoming: Option<usize>,
    outgoing: Option<usize>,
) -> (Option<usize>, Option<usize>) {
    match side {
        Side::Incoming => (incoming, outgoing),
        Side::Outgoing => (outgoing, incoming),
    }
}

impl Built {
    fn new(shape: Shape) -> Self {
        Self {
            shape,
            connection: None,
            place: None,
            reuses_existing: false,
            columns: Columns::default(),
            origins: Columns::default(),
            open: Vec::new(),
            needs_oauth: false,
            impersonation: None,
            not_carried: Vec::new(),
        }
    }

    /// Sets a column.
    pub fn set(&mut self, name: Name, value: impl Into<ColumnValue>, origin: Origin) {
        self.columns.set(name, value.into());
        self.origins.set(name, origin);
    }
}

/// An origin that is a rule of the merge.
pub const fn rule(id: &'static &'static str) -> Origin {
    Origin::Rule { rule: RuleId(id) }
}

/// Builds the columns of one pair.
pub struct Builder<'b, 'd, 'a> {
    /// What they are made from.
    pub connections: &'b Connections<'d, 'a>,
    /// The profile's key, for answers.
    pub key: &'b str,
    /// What is built so far.
    pub built: Built,
}

impl<'a> Builder<'_, '_, 'a> {
    /// A router profile.
    pub fn profile(&self, index: usize) -> &RouterProfile<'a> {
        &self.connections.router_profiles[index]
    }

    /// Where the organization runs.
    pub fn target(&self) -> Option<Target> {
        self.connections.answers.target
    }

    fn pop3_smtp(&mut self, incoming: Option<usize>, outgoing: Option<usize>) {
        if self.target().is_some() {
            self.built
                .set(&"servertype", POP3_SMTP, rule(&"SERVER-TYPE"));
        }
        self.built.set(
            &"usesamesettingsforoutgoingconnections",
            false,
            rule(&"SAME-SETTINGS"),
        );
        for (side, columns) in [(incoming, &INCOMING), (outgoing, &OUTGOING)] {
            let Some(side) = side else { continue };
            self.host(side, columns);
            let retrieval = self.own_credentials(side);
            self.sign_in(side, &[columns], retrieval);
            self.built
                .set(columns.impersonation, false, rule(&"IMPERSONATION"));
            self.leftovers(side, &[Field::MoveEmails]);
        }
        self.common(incoming.or(outgoing));
    }

    fn places_differ(&mut self, incoming: Option<usize>, outgoing: Option<usize>) {
        let Some(place) = self.connections.answers.place.get(self.key).copied() else {
            self.built.open.push(Open::Place);
            return;
        };
        let online = |index: &usize| self::place(self.profile(*index)) == place;
        let (used, dropped) = if incoming.as_ref().is_some_and(online) {
            (incoming, outgoing)
        } else {
            (outgoing, incoming)
        };
        self.exchange(used, dropped);
    }

    fn kind_unknown(&mut self, incoming: Option<usize>, outgoing: Option<usize>) {
        use crate::dataverse::ServerKind;
        for side in [incoming, outgoing].into_iter().flatten() {
            if self.profile(side).server.kind == ServerKind::Unknown {
                self.built.open.push(Open::Provider(side));
            }
        }
    }

    fn exchange(&mut self, used: Option<usize>, dropped: Option<usize>) {
        let Some(used) = used else { return };
        let place = place(self.profile(used));
        self.built.place = Some(place);
        self.built.connection = Some(used);
        if place == Place::OnPremises
            && self.profile(used).server.version.is_none()
            && self.answered_version(used).is_none()
        {
            self.built.open.push(Open::Version(used));
        }
        if let Some(dropped) = dropped {
            self.drop_side(dropped);
        }
        let tenant = self.connections.answers.tenant;
        if reuses_existing(self.target(), place, tenant) {
            self.built.reuses_existing = true;
            self.drop_connection(used, "TG-01");
            return;
        }
        if let Some(target) = self.target() {
            self.built.set(
                &"servertype",
                exchange_servertype(target, place),
                rule(&"SERVER-TYPE"),
            );
        }
        self.built.set(
            &"usesamesettingsforoutgoingconnections",
            true,
            rule(&"SAME-SETTINGS"),
        );
        self.ews_location(used, place);
        self.exchange_credentials(used, place, tenant);
        if let Some(moved) = self.profile(used).lead.flag(Field::MoveEmails) {
            let origin = self.connections.origin(used, moved.line);
            self.built
                .set(&"moveundeliveredemails", moved.value, origin);
        }
        self.leftovers(used, &[Field::Port, Field::Ssl]);
        self.common(Some(used));
    }

    fn answered_version(&self, profile: usize) -> Option<&String> {
        self.connections
            .answers
            .exchange_version
            .get(&*self.profile(profile).id)
    }

    fn ews_location(&mut self, used: usize, place: Place) {
        let location = self.profile(used).location;
        let (url, origin) = match (place, location) {
            (Place::Online, Some(found)) if found.value.eq_ignore_ascii_case(EXCHANGE_ONLINE) => (
                EXCHANGE_ONLINE.to_owned(),
                self.connections.origin(used, found.line),
            ),
            (Place::Online, _) => (EXCHANGE_ONLINE.to_owned(), rule(&"EXO-LOCATION")),
            (Place::OnPremises, Some(found)) => (
                found.value.to_string(),
                self.connections.origin(used, found.line),
            ),
            (Place::OnPremises, None) => return,
        };
        for columns in [&INCOMING, &OUTGOING] {
            self.built
                .set(columns.location, url.clone(), origin.clone());
        }
        self.built
            .set(&"useautodiscover", false, rule(&"AUTODISCOVER"));
    }

    /// What the admin set by hand, over everything else.
    fn answered(&mut self) {
        let Some(answer) = self.connections.answers.profiles.get(self.key) else {
            return;
        };
        if self.built.columns.is_empty() {
            return;
        }
        for (name, value) in &answer.columns {
            if let Some(column) = crate::dataverse::column(name) {
                self.built.set(&column.name, value.clone(), rule(&"ANSWER"));
            }
        }
    }

    /// Host name, port and SSL of a POP3 or SMTP side.
    fn host(&mut self, side: usize, columns: &SideColumns) {
        let profile = self.profile(side);
        let (location, port, ssl) = (profile.location, profile.port, profile.ssl);
        if let Some(found) = location {
            let parsed = Location::parse(found.value);
            let origin = self.connections.origin(side, found.line);
            if let (Some(inside), None) = (parsed.port, port) {
                self.built
                    .set(columns.port, i64::from(inside), origin.clone());
            }
            self.built.set(columns.location, parsed.host, origin);
            self.built
                .set(&"useautodiscover", false, rule(&"AUTODISCOVER"));
        }
        if let Some(port) = port {
            let origin = self.connections.origin(side, port.line);
            self.built.set(columns.port, i64::from(port.value), origin);
        }
        if let Some(ssl) = ssl {
            let origin = self.connections.origin(side, ssl.line);
            self.built.set(columns.ssl, ssl.value, origin);
        }
    }
}
