//! Whose credentials a new profile uses, and how it signs in.

use super::columns::{Builder, INCOMING, OUTGOING, SideColumns, rule};
use super::draft::Open;
use super::model::Origin;
use crate::answers::{Credentials, Place, Target, Tenant};
use crate::router::Field;

/// A choice of `…credentialretrieval`.
mod retrieval {
    pub const USER_OR_QUEUE: i64 = 0;
    pub const PROFILE: i64 = 1;
    pub const SERVER_TO_SERVER: i64 = 2;
    pub const WINDOWS: i64 = 3;
    pub const OAUTH: i64 = 7;
}

impl Builder<'_, '_, '_> {
    /// Whose credentials an Exchange profile uses depends on who signs in where.
    pub fn exchange_credentials(&mut self, used: usize, place: Place, tenant: Tenant) {
        let special = match (self.target(), place) {
            (None, Place::Online) => return,
            (Some(Target::Online), Place::Online) if tenant == Tenant::Other => {
                Some((retrieval::OAUTH, rule(&"OTHER-TENANT")))
            }
            (Some(Target::OnPremises9 | Target::OnPremises8), Place::Online) => {
                Some((retrieval::SERVER_TO_SERVER, rule(&"ONPREMISES-TO-EXO")))
            }
            _ => None,
        };
        let (way, origin) = match special {
            Some((way, origin)) => (Some(way), origin),
            None => match self.own_credentials(used) {
                Some((way, origin)) => (Some(way), origin),
                None => (None, rule(&"IMPERSONATION")),
            },
        };
        self.sign_in(used, &[&INCOMING, &OUTGOING], way.map(|way| (way, origin)));
        if way == Some(retrieval::OAUTH) {
            self.built
                .set(&"usedefaulttenantid", false, rule(&"OTHER-TENANT"));
            self.built.needs_oauth = true;
        }
        let (impersonates, origin) = self.impersonation(used, way);
        for columns in [&INCOMING, &OUTGOING] {
            self.built
                .set(columns.impersonation, impersonates, origin.clone());
        }
    }

    /// Whether the account impersonates the mailboxes it serves.
    pub fn impersonation(&mut self, used: usize, way: Option<i64>) -> (bool, Origin) {
        if !matches!(way, Some(retrieval::PROFILE | retrieval::WINDOWS)) {
            return (false, rule(&"IMPERSONATION"));
        }
        let served = self.profile(used);
        let own = served.rows == 1
            && served.first_address.as_deref().is_some_and(|address| {
                served
                    .group
                    .users
                    .iter()
                    .any(|user| user.eq_ignore_ascii_case(address))
            });
        if own {
            return (false, rule(&"IMPERSONATION"));
        }
        self.built.impersonation = Some(true);
        match self.connections.answers.impersonation.get(self.key) {
            Some(answer) => (*answer, rule(&"ANSWER")),
            None => (true, rule(&"IMPERSONATION")),
        }
    }

    /// `…credentialretrieval` by what the router used; `None` when that has to be asked.
    pub fn own_credentials(&mut self, side: usize) -> Option<(i64, Origin)> {
        let profile = self.profile(side);
        let origin = match profile.credentials_line {
            _ if profile.credentials_answered => rule(&"ANSWER"),
            Some(line) => self.connections.origin(side, line),
            None => rule(&"CREDENTIALS-BY-USERS"),
        };
        let way = match profile.credentials {
            Credentials::LocalSystem => Some(retrieval::WINDOWS),
            Credentials::User => Some(retrieval::USER_OR_QUEUE),
            Credentials::Other => Some(retrieval::PROFILE),
            Credentials::Anonymous => None,
            Credentials::Unknown if profile.group.users.len() > 1 => Some(retrieval::USER_OR_QUEUE),
            Credentials::Unknown
                if profile.group.users.len() == 1
                    && profile.rows > 1
                    && !profile.group.has_opaque_user =>
            {
                Some(retrieval::PROFILE)
            }
            Credentials::Unknown => None,
        };
        let origin = if profile.credentials == Credentials::Unknown {
            rule(&"CREDENTIALS-BY-USERS")
        } else {
            origin
        };
        if way.is_none() {
            self.built.open.push(Open::Credentials(side));
        }
        Some((way?, origin))
    }

    /// Writes how a side signs in.
    pub fn sign_in(&mut self, side: usize, sides: &[&SideColumns], way: Option<(i64, Origin)>) {
        let Some((way, origin)) = way else { return };
        let profile = self.profile(side);
        let protocol = match (way, profile.authentication) {
            (retrieval::SERVER_TO_SERVER, _) => None,
            (retrieval::OAUTH, _) => Some((4, rule(&"OTHER-TENANT"))),
            (_, Some(mode)) => Some((
                protocol(mode.value),
                self.connections.origin(side, mode.line),
            )),
            (_, None) => Some((0, rule(&"AUTH-DEFAULT"))),
        };
        let user = match &*profile.group.users {
            [one] if way == retrieval::PROFILE && !profile.group.has_opaque_user => {
                let line = profile.lead.text(Field::User).map(|found| found.line);
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
