//! The columns of a new profile, each with where it comes from.

use super::draft::{DraftProvider, Open, RouterProfile};
use super::fields::Fields;
use super::location::Location;
use super::model::{NotCarried, Origin};
use super::pairing::Pair;
use super::server_type::{
    POP3_SMTP, Shape, Side, exchange_servertype, place, reuses_existing, shape,
};
use crate::answers::{Answers, Credentials, Place, Target, Tenant};
use crate::dataverse::{ColumnValue, Columns};
use crate::router::{Field, Level};

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
    /// Addresses or ids that use each router profile: how many, and the address when it is one.
    pub users: Vec<Served>,
}

/// Whom a router profile serves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Served {
    /// How many rows.
    pub rows: u32,
    /// The address of the last of them.
    pub address: Option<String>,
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
struct SideColumns {
    location: &'static str,
    port: &'static str,
    ssl: &'static str,
    retrieval: &'static str,
    protocol: &'static str,
    user: &'static str,
    impersonation: &'static str,
}

const INCOMING: SideColumns = SideColumns {
    location: "incomingserverlocation",
    port: "incomingportnumber",
    ssl: "incomingusessl",
    retrieval: "incomingcredentialretrieval",
    protocol: "incomingauthenticationprotocol",
    user: "incomingusername",
    impersonation: "incominguseimpersonation",
};

const OUTGOING: SideColumns = SideColumns {
    location: "outgoingserverlocation",
    port: "outgoingportnumber",
    ssl: "outgoingusessl",
    retrieval: "outgoingcredentialretrieval",
    protocol: "outgoingauthenticationprotocol",
    user: "outgoingusername",
    impersonation: "outgoinguseimpersonation",
};

/// A choice of `…credentialretrieval`.
mod retrieval {
    pub const USER_OR_QUEUE: i64 = 0;
    pub const PROFILE: i64 = 1;
    pub const SERVER_TO_SERVER: i64 = 2;
    pub const WINDOWS: i64 = 3;
    pub const OAUTH: i64 = 7;
}

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

    fn origin(&self, profile: usize, line: u32) -> Origin {
        let first = self.router_profiles[profile].members[0];
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

    fn set(&mut self, name: &'static str, value: impl Into<ColumnValue>, origin: Origin) {
        self.columns.set(name, value.into());
        self.origins.set(name, origin);
    }
}

/// An origin that is a rule of the merge.
pub fn rule(id: &str) -> Origin {
    Origin::Rule {
        rule: id.to_owned(),
    }
}

struct Builder<'b, 'd, 'a> {
    connections: &'b Connections<'d, 'a>,
    key: &'b str,
    built: Built,
}

impl<'a> Builder<'_, '_, 'a> {
    fn profile(&self, index: usize) -> &RouterProfile<'a> {
        &self.connections.router_profiles[index]
    }

    fn target(&self) -> Option<Target> {
        self.connections.answers.target
    }

    fn pop3_smtp(&mut self, incoming: Option<usize>, outgoing: Option<usize>) {
        if self.target().is_some() {
            self.built.set("servertype", POP3_SMTP, rule("SERVER-TYPE"));
        }
        self.built.set(
            "usesamesettingsforoutgoingconnections",
            false,
            rule("SAME-SETTINGS"),
        );
        for (side, columns) in [(incoming, &INCOMING), (outgoing, &OUTGOING)] {
            let Some(side) = side else { continue };
            self.host(side, columns);
            let retrieval = self.own_credentials(side);
            self.sign_in(side, &[columns], retrieval);
            self.built
                .set(columns.impersonation, false, rule("IMPERSONATION"));
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
                "servertype",
                exchange_servertype(target, place),
                rule("SERVER-TYPE"),
            );
        }
        self.built.set(
            "usesamesettingsforoutgoingconnections",
            true,
            rule("SAME-SETTINGS"),
        );
        self.ews_location(used, place);
        self.exchange_credentials(used, place, tenant);
        if let Some(moved) = self.profile(used).lead.flag(Field::MoveEmails) {
            let origin = self.connections.origin(used, moved.line);
            self.built.set("moveundeliveredemails", moved.value, origin);
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
            (Place::Online, _) => (EXCHANGE_ONLINE.to_owned(), rule("EXO-LOCATION")),
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
            .set("useautodiscover", false, rule("AUTODISCOVER"));
    }

    /// Whose credentials an Exchange profile uses depends on who signs in where.
    fn exchange_credentials(&mut self, used: usize, place: Place, tenant: Tenant) {
        let special = match (self.target(), place) {
            (None, Place::Online) => return,
            (Some(Target::Online), Place::Online) if tenant == Tenant::Other => {
                Some((retrieval::OAUTH, "OTHER-TENANT"))
            }
            (Some(Target::OnPremises9 | Target::OnPremises8), Place::Online) => {
                Some((retrieval::SERVER_TO_SERVER, "ONPREMISES-TO-EXO"))
            }
            _ => None,
        };
        let (way, origin) = match special {
            Some((way, id)) => (Some(way), rule(id)),
            None => match self.own_credentials(used) {
                Some((way, origin)) => (Some(way), origin),
                None => (None, rule("IMPERSONATION")),
            },
        };
        self.sign_in(used, &[&INCOMING, &OUTGOING], way.map(|way| (way, origin)));
        if way == Some(retrieval::OAUTH) {
            self.built
                .set("usedefaulttenantid", false, rule("OTHER-TENANT"));
            self.built.needs_oauth = true;
        }
        let (impersonates, origin) = self.impersonation(used, way);
        for columns in [&INCOMING, &OUTGOING] {
            self.built
                .set(columns.impersonation, impersonates, origin.clone());
        }
    }

    fn impersonation(&mut self, used: usize, way: Option<i64>) -> (bool, Origin) {
        if !matches!(way, Some(retrieval::PROFILE | retrieval::WINDOWS)) {
            return (false, rule("IMPERSONATION"));
        }
        let served = &self.connections.users[used];
        let own = served.rows == 1
            && served.address.as_deref().is_some_and(|address| {
                self.profile(used)
                    .users
                    .iter()
                    .any(|user| user.eq_ignore_ascii_case(address))
            });
        if own {
            return (false, rule("IMPERSONATION"));
        }
        self.built.impersonation = Some(true);
        match self.connections.answers.impersonation.get(self.key) {
            Some(answer) => (*answer, rule("ANSWER")),
            None => (true, rule("IMPERSONATION")),
        }
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
                self.built.set(column.name, value.clone(), rule("ANSWER"));
            }
        }
    }

    /// `…credentialretrieval` by what the router used; `None` when that has to be asked.
    fn own_credentials(&mut self, side: usize) -> Option<(i64, Origin)> {
        let profile = self.profile(side);
        let origin = match profile.credentials_line {
            _ if profile.credentials_answered => rule("ANSWER"),
            Some(line) => self.connections.origin(side, line),
            None => rule("CREDENTIALS-BY-USERS"),
        };
        let way = match profile.credentials {
            Credentials::LocalSystem => Some(retrieval::WINDOWS),
            Credentials::User => Some(retrieval::USER_OR_QUEUE),
            Credentials::Other => Some(retrieval::PROFILE),
            Credentials::Anonymous => None,
            Credentials::Unknown if profile.users.len() > 1 => Some(retrieval::USER_OR_QUEUE),
            Credentials::Unknown
                if profile.users.len() == 1
                    && self.connections.users[side].rows > 1
                    && !profile.has_opaque_user =>
            {
                Some(retrieval::PROFILE)
            }
            Credentials::Unknown => None,
        };
        let origin = if profile.credentials == Credentials::Unknown {
            rule("CREDENTIALS-BY-USERS")
        } else {
            origin
        };
        if way.is_none() {
            self.built.open.push(Open::Credentials(side));
        }
        Some((way?, origin))
    }

    fn sign_in(&mut self, side: usize, sides: &[&SideColumns], way: Option<(i64, Origin)>) {
        let Some((way, origin)) = way else { return };
        let profile = self.profile(side);
        let protocol = match (way, profile.authentication) {
            (retrieval::SERVER_TO_SERVER, _) => None,
            (retrieval::OAUTH, _) => Some((4, rule("OTHER-TENANT"))),
            (_, Some(mode)) => Some((
                protocol(mode.value),
                self.connections.origin(side, mode.line),
            )),
            (_, None) => Some((0, rule("AUTH-DEFAULT"))),
        };
        let user = match &*profile.users {
            [one] if way == retrieval::PROFILE && !profile.has_opaque_user => {
                let line = super::server::user(profile.lead).map(|found| found.line);
                line.map(|line| ((*one).to_owned(), self.connections.origin(side, line)))
            }
            _ => None,
        };
        for columns in sides {
            self.built.set(columns.retrieval, way, origin.clone());
            if let Some((protocol, origin)) = &protocol {
                self.built.set(columns.protocol, *protocol, origin.clone());
            }
            if let Some((user, origin)) = &user {
                self.built.set(columns.user, user.clone(), origin.clone());
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
                .set("useautodiscover", false, rule("AUTODISCOVER"));
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

    /// What every new profile has, with the polling and time-out of the side that reads.
    fn common(&mut self, side: Option<usize>) {
        self.built
            .set("maxconcurrentconnections", 10, rule("MAX-CONNECTIONS"));
        let Some(side) = side else { return };
        if let Some((period, origin)) = self.largest(side, Field::PollingPeriod) {
            let minutes = period.div_ceil(60_000).min(1440);
            self.built.set(
                "minpollingintervalinminutes",
                i64::try_from(minutes).unwrap_or(1440),
                origin,
            );
        }
        if let Some((timeout, origin)) = self.largest(side, Field::ConnectionTimeout)
            && timeout <= 100_000
        {
            self.built
                .set("timeoutmailboxconnection", true, origin.clone());
            self.built.set(
                "timeoutmailboxconnectionafteramount",
                i64::try_from(timeout).unwrap_or(100_000),
                origin,
            );
        }
    }

    /// The largest value of a field that the providers of a profile may differ in.
    fn largest(&self, side: usize, field: Field) -> Option<(u64, Origin)> {
        let numbers = self.profile(side).members.iter().filter_map(|member| {
            let provider = &self.connections.providers[*member];
            let fields = Fields::new(provider.source, self.profile(side).lead.meanings());
            let found = fields.number::<u64>(field)?;
            Some((found.value, provider.place(found.line)))
        });
        // The first of equal values is the origin, so that the order of providers decides.
        let (value, place) =
            numbers.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        Some((value, Origin::Place(place)))
    }

    /// The side of an Exchange profile whose connection is not used.
    fn drop_side(&mut self, side: usize) {
        use crate::dataverse::ServerKind;
        let why = match self.profile(side).server.kind {
            ServerKind::Smtp => "MG-05",
            ServerKind::Pop3 => "MG-06",
            _ => "CONNECTION-USED",
        };
        self.drop_connection(side, why);
    }

    /// Everything that tells how a router profile connected.
    fn drop_connection(&mut self, side: usize, why: &'static str) {
        const CONNECTION: [Field; 7] = [
            Field::EmailAuthMode,
            Field::MoveEmails,
            Field::Server,
            Field::Port,
            Field::Ssl,
            Field::CredentialKind,
            Field::User,
        ];
        for field in CONNECTION {
            self.not_carried(side, field, why);
        }
        self.leftovers(side, &[]);
    }

    /// Fields no column takes, and those that this type of profile has no use for.
    fn leftovers(&mut self, side: usize, useless: &[Field]) {
        let own = self
            .profile(side)
            .lead
            .known()
            .filter(|field| field.tag().level == Level::Neither && !has_column(*field));
        for field in own.collect::<Vec<_>>() {
            self.not_carried(side, field, "IN-12");
        }
        for field in useless {
            self.not_carried(
                side,
                *field,
                if *field == Field::MoveEmails {
                    "PF-15"
                } else {
                    "IN-12"
                },
            );
        }
    }

    fn not_carried(&mut self, side: usize, field: Field, why: &str) {
        let profile = self.profile(side);
        let lead = profile.lead;
        if !lead.has(field) {
            return;
        }
        let value = match field {
            Field::User if profile.users.len() != 1 => None,
            _ => lead.text(field).map(|found| found.value.to_string()),
        };
        let router_profile = profile.id.clone();
        self.built.not_carried.push(NotCarried {
            router_profile,
            field: field.tag().name.to_owned(),
            value,
            why: why.to_owned(),
        });
    }
}

const fn has_column(field: Field) -> bool {
    matches!(
        field,
        Field::PollingPeriod
            | Field::ConnectionTimeout
            | Field::CrmPassword
            | Field::CrmUser
            | Field::CrmAuthMode
    )
}

/// `…authenticationprotocol` of a sign-in mode.
fn protocol(mode: &str) -> i64 {
    match mode.to_ascii_lowercase().as_str() {
        "negotiate" => 1,
        "windows" | "ntlm" => 2,
        "basic" | "clear" => 3,
        _ => 0,
    }
}
