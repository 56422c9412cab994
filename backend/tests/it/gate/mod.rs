//! The gate: who is let in, how long they stay, and what strangers cannot do about it.

mod people;
mod staying;
mod trying;

use backend::{
    Actor, Error,
    sessions::{self, Token},
    testing::{PASSWORD, World},
    throttle,
    users::{
        LogInRefusal, LoggedIn,
        admin::{self, Membership, NewUser},
        listing::{self, Kind},
        log_in, places,
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

async fn tries(
    world: &World,
    email: &str,
    password: &str,
    from: &str,
) -> Result<LoggedIn, LogInRefusal> {
    let ip: IpAddr = from.parse().unwrap();
    log_in(world.backend(), email, password.to_owned(), ip).await.unwrap()
}

async fn enters(world: &World, email: &str) -> Token {
    tries(world, email, PASSWORD, HERE).await.unwrap().token
}

async fn who(world: &World, token: &Token) -> Option<Actor> {
    sessions::find(&world.backend().db, token).await.unwrap()
}

fn mismatch(tries_left: i32, wait_seconds: i32) -> LogInRefusal {
    LogInRefusal::Mismatch { tries_left, wait_seconds }
}
