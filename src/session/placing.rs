//! Files that take the place of earlier ones: moved into their router, or taken from it once more.

use std::collections::BTreeSet;

use super::protocol::{Placed, Replaced};
use super::{Held, Session};
use crate::router::{LOOSE, Role, Verdict, telling_part};

/// A router's folder that was added again below another parent.
struct Again {
    /// The folder it was added from now.
    from: String,
    /// The earlier agent file.
    agent: u32,
}

impl Held {
    fn role(&self) -> Role {
        self.given.read.file.role
    }

    /// Whether both are of the router whose agent file this is.
    fn is_beside(&self, agent: &Self) -> bool {
        match &agent.given.router {
            Some(label) => self.given.router.as_ref() == Some(label),
            None => self.given.router.is_none() && self.given.folder == agent.given.folder,
        }
    }

    /// Whether this can take the place of another file: of the same role, and with something in it.
    fn stands_for(&self, other: &Self) -> bool {
        let (file, earlier) = (&self.given.read.file, &other.given.read.file);
        match file.role {
            Role::Other => earlier.role == Role::Other && file.name == earlier.name,
            role => self.has_something() && role == earlier.role,
        }
    }

    fn has_something(&self) -> bool {
        let verdict = self.given.read.file.verdict;
        matches!(verdict, Verdict::Whole | Verdict::Damaged)
    }
}

impl Session {
    /// Says that the files read since the last time came together. Call it before [`Self::replan`].
    ///
    /// A router's folder that was added earlier, and comes again from elsewhere, is one router and not two: the
    /// same agent file, byte for byte, in a folder of the same name. Its files take the place of the earlier
    /// ones. Equal agent files that came together, or lie in folders of other names, are routers that mirror
    /// each other, and stay.
    pub fn settle(&mut self) -> Vec<Replaced> {
        let fresh = std::mem::take(&mut self.fresh);
        let again = self.again(&fresh);
        again
            .iter()
            .filter_map(|again| self.take_place(again, &fresh))
            .collect()
    }

    /// The folders among the fresh files that are an earlier router's.
    fn again(&self, fresh: &BTreeSet<u32>) -> Vec<Again> {
        let agents = |wanted: bool| {
            self.files.iter().filter(move |held| {
                held.role() == Role::Agent && fresh.contains(&held.id) == wanted
            })
        };
        let whose = |held: &Held| {
            let name = telling_part(&held.given.folder)?.to_lowercase();
            Some((name, held.given.read.file.sha256.clone()?))
        };
        let added = agents(true).filter(|held| held.given.router.is_none() && held.has_something());
        let again = added.filter_map(|held| {
            let router = whose(held)?;
            let mut earlier =
                agents(false).filter(|earlier| whose(earlier).as_ref() == Some(&router));
            let twins = agents(true).filter(|twin| whose(twin).as_ref() == Some(&router));
            // Two of them on either side: nothing says which is meant.
            match (earlier.next(), earlier.next(), twins.count()) {
                (Some(agent), None, 1) => Some(Again {
                    from: held.given.folder.clone(),
                    agent: agent.id,
                }),
                _ => None,
            }
        });
        again.collect()
    }

    /// Puts the fresh files of a folder where the earlier router is.
    fn take_place(&mut self, again: &Again, fresh: &BTreeSet<u32>) -> Option<Replaced> {
        let agent = self.files.iter().find(|held| held.id == again.agent)?;
        let (folder, router) = (agent.given.folder.clone(), agent.given.router.clone());
        let label = self.label_of(agent);
        let added: Vec<&Held> = self
            .files
            .iter()
            .filter(|held| {
                fresh.contains(&held.id)
                    && held.given.router.is_none()
                    && held.given.folder == again.from
            })
            .collect();
        let files: Vec<(u32, String)> = self
            .files
            .iter()
            .filter(|held| !fresh.contains(&held.id) && held.is_beside(agent))
            .filter(|held| added.iter().any(|added| added.stands_for(held)))
            .map(told)
            .collect();
        let placed: Vec<Placed> = added
            .iter()
            .map(|held| Placed {
                file: held.id,
                path: format!("{folder}/{}", held.given.read.file.name),
                router: router.clone(),
            })
            .collect();
        self.forget(&files);
        for held in &mut self.files {
            if placed.iter().any(|placed| placed.file == held.id) {
                held.given.folder.clone_from(&folder);
                held.given.router.clone_from(&router);
            }
        }
        Some(Replaced {
            router: label,
            files,
            placed,
        })
    }

    /// Puts a file into the router with this key, see [`super::protocol::RouterCard::key`]; or, with a key that
    /// no router has, into a router of its own with that name. Where the router has a file of the same role, the
    /// moved one takes its place: that is what comes back.
    pub fn move_file(&mut self, id: u32, router: &str) -> Option<Replaced> {
        let target = self
            .reading
            .routers
            .iter()
            .find(|held| self.key(held) == router);
        let mut label = target.map_or_else(|| router.to_owned(), |target| target.label.to_string());
        let mut beside: Vec<u32> = target
            .iter()
            .flat_map(|target| self.ids(&target.files))
            .filter(|other| *other != id)
            .collect();
        let moved = self.files.iter().find(|held| held.id == id)?;
        let mut placed = Vec::new();
        if let Some(together) = self.were_together(moved, &beside) {
            LOOSE.clone_into(&mut label);
            beside = together.iter().map(|held| held.id).collect();
            placed = (together.into_iter().chain([moved]))
                .map(|held| Placed {
                    file: held.id,
                    path: held.given.read.file.name.to_string(),
                    router: Some(label.clone()),
                })
                .collect();
        }
        let files: Vec<(u32, String)> = self
            .files
            .iter()
            .filter(|held| beside.contains(&held.id) && moved.stands_for(held))
            .map(told)
            .collect();
        self.forget(&files);
        for held in &mut self.files {
            if held.id == id || beside.contains(&held.id) {
                held.given.router = Some(label.clone());
            }
        }
        self.replan();
        placed.retain(|placed| files.iter().all(|(id, _)| *id != placed.file));
        (!files.is_empty()).then_some(Replaced {
            router: label,
            files,
            placed,
        })
    }

    /// The loose files that were one router before this one came, where it is moved to one of them: two state
    /// files that are loose keep all of them apart, until the later one takes the place of the earlier.
    fn were_together(&self, moved: &Held, target: &[u32]) -> Option<Vec<&Held>> {
        let is_loose = |held: &Held| held.given.router.is_none() && held.given.folder.is_empty();
        let ours = |held: &&Held| held.id != moved.id && held.role() != Role::Other;
        let loose: Vec<&Held> = self
            .files
            .iter()
            .filter(ours)
            .filter(|held| is_loose(held))
            .collect();
        let count = |role| loose.iter().filter(|held| held.role() == role).count();
        let one_router =
            count(Role::Agent) == 1 && count(Role::State) <= 1 && count(Role::Key) <= 1;
        let later = loose.iter().all(|held| held.id < moved.id);
        let meant = target
            .iter()
            .any(|id| loose.iter().any(|held| held.id == *id));
        let takes_place = moved.role() != Role::Agent
            && is_loose(moved)
            && loose.iter().any(|held| moved.stands_for(held));
        (one_router && later && meant && takes_place).then_some(loose)
    }

    fn forget(&mut self, files: &[(u32, String)]) {
        self.files
            .retain(|held| !files.iter().any(|(id, _)| *id == held.id));
    }

    /// What the router of a file is called.
    fn label_of(&self, held: &Held) -> String {
        let name = &held.given.read.file.name;
        let mut routers = self.reading.routers.iter();
        let router = routers.find(|router| router.files.iter().any(|file| file.name.is_same(name)));
        router.map_or_else(
            || telling_part(&held.given.folder).unwrap_or_default(),
            |router| router.label.to_string(),
        )
    }
}

fn told(held: &Held) -> (u32, String) {
    (held.id, held.given.read.file.name.to_string())
}
