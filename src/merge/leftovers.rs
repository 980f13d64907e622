//! What every new profile has, and what of the router profiles has no place in it.

use super::columns::{Builder, rule};
use super::grouping::Spread;
use super::model::{NotCarried, Origin};
use crate::router::{Field, Level};

impl Builder<'_, '_, '_> {
    /// What every new profile has, with the polling and time-out of the side that reads.
    pub fn common(&mut self, side: Option<usize>) {
        self.built
            .set(&"maxconcurrentconnections", 10, rule(&"MAX-CONNECTIONS"));
        let Some(side) = side else { return };
        if let Some((period, origin)) = self.largest(self.profile(side).group.polling) {
            let minutes = period.div_ceil(60_000).min(1440);
            self.built.set(
                &"minpollingintervalinminutes",
                i64::try_from(minutes).unwrap_or(1440),
                origin,
            );
        }
        if let Some((timeout, origin)) = self.largest(self.profile(side).group.timeout)
            && timeout <= 100_000
        {
            self.built
                .set(&"timeoutmailboxconnection", true, origin.clone());
            self.built.set(
                &"timeoutmailboxconnectionafteramount",
                i64::try_from(timeout).unwrap_or(100_000),
                origin,
            );
        }
    }

    /// The largest value of a field that the providers of a profile may differ in.
    fn largest(&self, spread: Spread) -> Option<(u64, Origin)> {
        let (value, provider, line) = spread.largest?;
        let place = self.connections.providers[provider].place(line);
        Some((value, Origin::Place(place)))
    }

    /// The side of an Exchange profile whose connection is not used.
    pub fn drop_side(&mut self, side: usize) {
        use crate::dataverse::ServerKind;
        let why = match self.profile(side).server.kind {
            ServerKind::Smtp => "MG-05",
            ServerKind::Pop3 => "MG-06",
            _ => "CONNECTION-USED",
        };
        self.drop_connection(side, why);
    }

    /// Everything that tells how a router profile connected.
    pub fn drop_connection(&mut self, side: usize, why: &'static str) {
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
    pub fn leftovers(&mut self, side: usize, useless: &[Field]) {
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

    /// Notes a field that has no place.
    pub fn not_carried(&mut self, side: usize, field: Field, why: &str) {
        let profile = self.profile(side);
        let lead = profile.lead;
        if !lead.has(field) {
            return;
        }
        let value = match field {
            Field::User if profile.group.users.len() != 1 => None,
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
