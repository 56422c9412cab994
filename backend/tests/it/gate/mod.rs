//! The gate: who is let in, how long they stay, and what strangers cannot do about it.

mod people;
mod staying;
mod trying;

use backend::{
    Actor, Error,
    sessions::{self, Id, Place, Session},
    testing::{self, PASSWORD, World},
    throttle,
    users::{
        LogInRefusal,
        admin::{self, Membership, NewUser},
        listing::{self, Kind},
        log_in,
        own_password::{self, NewPassword},
        places,
    },
};
use domain::{
    Refusal,
    access::{BuyerRole, StaffRole},
};
use sqlx::{Connection, Executor, PgConnection};
use std::{net::IpAddr, time::Duration};

const MIRJAM: &str = "m.dewit@ferrow.example";
const HERE: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.7";

/// What only the owner of the tables may do: bend time and rows.
struct Owner(PgConnection);

impl Owner {
    async fn of(world: &World) -> Self {
        Self(PgConnection::connect(&world.db.url).await.unwrap())
    }

    async fn run(&mut self, sql: &'static str) -> u64 {
        self.0.execute(sql).await.unwrap().rows_affected()
    }

    async fn number(&mut self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.0).await.unwrap()
    }
}

fn request(world: &World, cookie: Option<Id>) -> Session {
    testing::session(world.backend(), cookie)
}

async fn tries(
    world: &World,
    email: &str,
    password: &str,
    from: &str,
) -> Result<Place, LogInRefusal> {
    let ip: IpAddr = from.parse().unwrap();
    let session = request(world, None);
    log_in(world.backend(), &session, email, password.to_owned(), ip).await.unwrap()
}

/// The cookie of somebody who signed in.
async fn enters(world: &World, email: &str) -> Id {
    enters_with(world, email, None).await
}

async fn enters_with(world: &World, email: &str, cookie: Option<Id>) -> Id {
    let ip: IpAddr = HERE.parse().unwrap();
    let session = request(world, cookie);
    let password = PASSWORD.to_owned();
    log_in(world.backend(), &session, email, password, ip).await.unwrap().unwrap();
    session.id().unwrap()
}

async fn who(world: &World, cookie: Id) -> Option<Actor> {
    sessions::actor(&request(world, Some(cookie))).await.unwrap()
}

fn mismatch(tries_left: i32, wait_seconds: i32) -> LogInRefusal {
    LogInRefusal::Mismatch { tries_left, wait_seconds }
}
