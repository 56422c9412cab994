//! `quittance user`: people, from the command line. Whoever can run it reaches the database anyway,
//! so it asks nobody; what it does is written down like everything else.

use backend::{
    Actor, Backend, Error, Result, entities,
    users::{
        admin::{self, Membership, NewUser},
        listing::{self, Kind},
    },
};
use clap::Subcommand;
use domain::{
    Refusal,
    access::{BuyerRole, StaffRole},
};
use std::io::{self, BufRead};

const ACTOR: Actor = Actor::System("command line");
/// How many users are read at once.
const PAGE: i64 = 500;

/// What to do with users.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a user: a buyer with --account, else staff of the entity.
    Add {
        /// What they sign in with.
        email: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// The short name of the entity.
        #[arg(long)]
        entity: String,
        /// The number of the account that a buyer belongs to.
        #[arg(long)]
        account: Option<String>,
        /// For buyers view, pay, dispute or admin; for staff viewer, collector, cash, approver or
        /// admin.
        #[arg(long)]
        role: String,
        /// Read the password from the first line of the input. Without it one is made and shown.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List everybody.
    List,
    /// Shut a user out and end their sessions.
    Disable {
        /// Who.
        email: String,
    },
    /// Give a user another password and end their sessions.
    Password {
        /// Who.
        email: String,
        /// Read it from the first line of the input. Without it one is made and shown.
        #[arg(long)]
        password_stdin: bool,
    },
}

/// Does it.
pub async fn run(backend: &Backend, command: Command) -> Result<()> {
    match command {
        Command::Add { email, name, entity, account, role, password_stdin } => {
            let membership = membership(backend, &entity, account.as_deref(), &role).await?;
            let password = Password::get(password_stdin)?;
            let new = NewUser { email, name, password: password.text(), membership };
            admin::create(backend, &ACTOR, new).await?;
            password.show();
        }
        Command::List => list(backend).await?,
        Command::Disable { email } => {
            let user_id = listing::by_email(backend, &email).await?;
            admin::disable(backend, &ACTOR, user_id).await?;
        }
        Command::Password { email, password_stdin } => {
            let user_id = listing::by_email(backend, &email).await?;
            let password = Password::get(password_stdin)?;
            admin::set_password(backend, &ACTOR, user_id, password.text()).await?;
            password.show();
        }
    }
    Ok(())
}

async fn list(backend: &Backend) -> Result<()> {
    for kind in [Kind::Staff, Kind::Buyers] {
        let mut after = String::new();
        loop {
            let users = listing::list(backend, &ACTOR, kind, &after, PAGE).await?;
            let Some(last) = users.last() else { break };
            after.clone_from(&last.email);
            for user in users {
                let mark = if user.is_disabled { " (disabled)" } else { "" };
                println!("{}\t{}{mark}\t{}", user.email, user.name, user.roles.join("; "));
            }
        }
    }
    Ok(())
}

async fn membership(
    backend: &Backend,
    entity: &str,
    account: Option<&str>,
    role: &str,
) -> Result<Membership> {
    let unknown =
        || Error::from(Refusal::field("role", format!("There is no role “{role}” there.")));
    let entity_id = entities::by_name(backend, entity).await?;
    let Some(number) = account else {
        return Ok(Membership::Staff(entity_id, StaffRole::of(role).ok_or_else(unknown)?));
    };
    let account_id = listing::account_by_number(backend, entity_id, number).await?;
    Ok(Membership::Buyer(account_id, BuyerRole::of(role).ok_or_else(unknown)?))
}

/// A password that was given, or one that we made and have to show.
enum Password {
    Given(String),
    Made(String),
}

impl Password {
    fn get(from_input: bool) -> Result<Self> {
        if !from_input {
            return Ok(Self::Made(hex::encode(rand::random::<[u8; 12]>())));
        }
        let mut line = String::new();
        io::stdin()
            .lock()
            .read_line(&mut line)
            .map_err(|e| Error::caused("reading the password", e))?;
        Ok(Self::Given(line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    fn text(&self) -> String {
        match self {
            Self::Given(text) | Self::Made(text) => text.clone(),
        }
    }

    fn show(&self) {
        if let Self::Made(text) = self {
            println!("The password is {text}");
        }
    }
}
