//! Every setting, from the environment or the command line. `--help` is their documentation.

use crate::middleware::client_ip::Network;
use backend::{
    Backend, Error, Result,
    db::{Db, PoolSizes},
    gateways::{
        carriers::{Carriers, Peppol, Point, Webhook},
        clamd::Clamd,
        clock::Clock,
        files::Files,
        inbound::Inbound,
        mail::Mail,
        provider::Providers,
        sandbox::Sandbox,
        web::Web,
    },
    passwords::Passwords,
};
use clap::{Args, Parser, ValueEnum, builder::FalseyValueParser};
use std::{
    fs,
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use crate::commands::Command;

/// A shorter pepper could be guessed along with the password.
const SHORTEST_PEPPER: usize = 32;
/// A shorter secret could be guessed from what it has signed.
const SHORTEST_SECRET: usize = 32;

/// Quittance: invoices, payments and promises between a seller and its customers.
#[derive(Debug, Parser)]
#[command(name = "quittance", version)]
pub struct Cli {
    /// What everybody needs.
    #[command(flatten)]
    pub settings: Settings,
    /// What to do; `serve` if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command needs.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// The PostgreSQL database, as postgres://user:password@host/name. The user owns the tables and
    /// may take on the roles that the first migration makes.
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true)]
    #[arg(default_value = "postgres://localhost/quittance")]
    pub database_url: String,
    /// Where to listen.
    #[arg(long, env = "QUITTANCE_ADDR", global = true, default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// The address under which people reach the portal. Links in messages are made from it, and
    /// forms are taken from nowhere else. https:// makes the session cookie Secure. Without it,
    /// http:// and the address listened on.
    #[arg(long, env = "QUITTANCE_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// Where files are kept: those of messages, mail that is not sent by SMTP, imports, the secrets of the
    /// sandbox and of inbound mail.
    #[arg(long, env = "QUITTANCE_DATA_DIR", global = true, default_value = "./data")]
    pub data_dir: PathBuf,
    /// Where the files of messages are kept instead of the data directory: s3://bucket/prefix, of S3 or
    /// its like. Several processes need one. Who asks, where and how is said by the environment:
    /// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or AWS_WEB_IDENTITY_TOKEN_FILE, or the machine's own
    /// role), AWS_REGION, AWS_ENDPOINT for other makers, AWS_ALLOW_HTTP=true for one without TLS.
    #[arg(long, env = "QUITTANCE_FILES", global = true)]
    pub files: Option<String>,
    /// The virus scanner that looks at files before they are kept: tcp://host:port or unix:/path of a
    /// clamd, whose StreamMaxLength has to be 10 MiB or more. While it does not answer no file is taken.
    /// Without it, files are checked by kind and content only.
    #[arg(long, env = "QUITTANCE_CLAMD", global = true)]
    pub clamd: Option<Clamd>,
    /// Where the static files are, as `cargo xtask` builds them.
    #[arg(long, env = "QUITTANCE_SITE_DIR", global = true, default_value = "target/site")]
    pub site_dir: PathBuf,
    /// Whether this is a demonstration: the clock can be moved, sent mail can be read, and payments
    /// go to the sandbox. Never with real customers.
    #[arg(long, env = "QUITTANCE_DEMO", global = true, value_parser = FalseyValueParser::new())]
    pub demo: bool,
    /// The mail server, as smtps://user:password@host:465. Without it, mail becomes files in the
    /// data directory.
    #[arg(long, env = "QUITTANCE_SMTP_URL", global = true, hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The address that mail comes from.
    #[arg(long, env = "QUITTANCE_MAIL_FROM", global = true)]
    #[arg(default_value = "portal@quittance.example")]
    pub mail_from: String,
    /// The domain at which answers to our mail come in. Letters about disputes and messages are then
    /// answered at reply+…@ it, and the mail gateway hands what comes there to POST /inbound/mail.
    /// Without it, letters have no reply address of their own; a demonstration has
    /// replies.quittance.example.
    #[arg(long, env = "QUITTANCE_INBOUND_DOMAIN", global = true)]
    pub inbound_domain: Option<String>,
    /// The secret of 32 characters or more that signs reply addresses, and that the mail gateway signs
    /// with what it hands over. Without it, one is made at random and kept in the data directory. With
    /// another one, letters that have left cannot be answered any more.
    #[arg(long, env = "QUITTANCE_INBOUND_SECRET", global = true, hide_env_values = true)]
    pub inbound_secret: Option<String>,
    /// A secret of 32 characters or more, from which each account gets the one that documents are signed
    /// with that are posted to its system. Without it, one is made at random and kept in the data
    /// directory. With another one, customers have to be told their new secrets.
    #[arg(long, env = "QUITTANCE_WEBHOOK_SECRET", global = true, hide_env_values = true)]
    pub webhook_secret: Option<String>,
    /// The access point to the Peppol network, as https://access-point.example/v1: docs/peppol.md says what
    /// it is asked. Without it, what is to go over Peppol is refused and goes another way. A demonstration
    /// has one of its own that delivers nowhere.
    #[arg(long, env = "QUITTANCE_PEPPOL_URL", global = true)]
    pub peppol_url: Option<String>,
    /// The key that the access point knows us by.
    #[arg(long, env = "QUITTANCE_PEPPOL_KEY", global = true, hide_env_values = true)]
    pub peppol_key: Option<String>,
    /// What the sandbox signs its webhooks with. Without it, one is made at random and kept in the
    /// data directory.
    #[arg(long, env = "QUITTANCE_SANDBOX_SECRET", global = true, hide_env_values = true)]
    pub sandbox_secret: Option<String>,
    /// A secret of 32 characters or more that goes into every password's hash, so that who steals the
    /// database cannot guess passwords. All processes need the same one, and without it nobody can
    /// sign in any more: keep it where the database is not. Hashes from before there was one stay
    /// good, and get it when their owners sign in.
    #[arg(long, env = "QUITTANCE_PASSWORD_PEPPER", global = true, hide_env_values = true)]
    pub password_pepper: Option<String>,
    /// The proxies whose X-Forwarded-For is believed: addresses or networks like 10.0.0.0/8,
    /// separated by commas. Nobody's, if empty.
    #[arg(long, env = "QUITTANCE_TRUSTED_PROXIES", global = true, value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,
    /// How many connections may be open at once; the next one waits.
    #[arg(long, env = "QUITTANCE_CONNECTIONS", global = true, default_value_t = 1024)]
    pub connections: usize,
    /// Database connections for sessions and log-ins.
    #[arg(long, env = "QUITTANCE_POOL_GATE", global = true, default_value_t = PoolSizes::default().gate)]
    pub pool_gate: u32,
    /// Database connections for the portal's pages. More than about two for each processor of the server
    /// make pages slower, unless the database is far away.
    #[arg(long, env = "QUITTANCE_POOL_PORTAL", global = true, default_value_t = PoolSizes::default().portal)]
    pub pool_portal: u32,
    /// Database connections for the staff's pages.
    #[arg(long, env = "QUITTANCE_POOL_STAFF", global = true, default_value_t = PoolSizes::default().staff)]
    pub pool_staff: u32,
    /// Database connections for jobs and webhooks. All four together, times the number of
    /// processes, have to stay ten below the server's max_connections.
    #[arg(long, env = "QUITTANCE_POOL_WORKER", global = true, default_value_t = PoolSizes::default().worker)]
    pub pool_worker: u32,
    /// What is logged, to stderr: error, warn, info, debug, or levels by module.
    #[arg(long, env = "QUITTANCE_LOG", global = true, default_value = "info")]
    pub log: String,
    /// As what it is logged.
    #[arg(long, env = "QUITTANCE_LOG_FORMAT", global = true, value_enum, default_value = "text")]
    pub log_format: LogFormat,
}

/// How log lines look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

impl Settings {
    /// The address under which people reach the portal, without a slash at the end.
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.addr),
        }
    }

    /// Where the sandbox reaches this process.
    pub fn webhook_url(&self) -> Option<String> {
        let ip = match self.addr.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        let addr = SocketAddr::new(ip, self.addr.port());
        self.demo.then(|| format!("http://{addr}/webhooks/sandbox"))
    }

    /// The hands of the program. Nothing is sent yet.
    pub fn backend(&self) -> Result<Backend> {
        let db = Db::connect(&self.database_url, self.pool_sizes())?;
        let clock = Clock::real();
        Ok(Backend {
            providers: self.providers(&db, &clock)?,
            passwords: self.passwords()?,
            mail: Arc::new(self.mail()?),
            inbound: Arc::new(self.inbound()?),
            carriers: Arc::new(self.carriers(&db, &clock)?),
            files: Arc::new(self.files()?),
            data_dir: self.data_dir.clone(),
            public_url: self.public_url(),
            http: http_client()?,
            webhook_url: None,
            demo: self.demo,
            db,
            clock,
        })
    }

    fn passwords(&self) -> Result<Passwords> {
        match &self.password_pepper {
            Some(pepper) if pepper.len() < SHORTEST_PEPPER => {
                Err(Error::bug("QUITTANCE_PASSWORD_PEPPER: use at least 32 characters"))
            }
            Some(pepper) => Ok(Passwords::with_pepper(pepper.as_bytes())),
            None => Ok(Passwords::default()),
        }
    }

    fn pool_sizes(&self) -> PoolSizes {
        PoolSizes {
            gate: self.pool_gate,
            portal: self.pool_portal,
            staff: self.pool_staff,
            worker: self.pool_worker,
        }
    }

    fn mail(&self) -> Result<Mail> {
        match &self.smtp_url {
            Some(url) => Mail::smtp(url, &self.mail_from),
            None => Ok(Mail::folder(self.data_dir.join("mail"), &self.mail_from)),
        }
    }

    fn inbound(&self) -> Result<Inbound> {
        let in_demo = self.demo.then_some("replies.quittance.example");
        let Some(domain) = self.inbound_domain.as_deref().or(in_demo) else {
            return Ok(Inbound::closed());
        };
        let is_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if domain.is_empty() || !domain.chars().all(is_domain) {
            return Err(Error::bug("QUITTANCE_INBOUND_DOMAIN: use a domain like reply.example"));
        }
        let secret = match &self.inbound_secret {
            Some(secret) if secret.len() < SHORTEST_SECRET => {
                return Err(Error::bug("QUITTANCE_INBOUND_SECRET: use at least 32 characters"));
            }
            Some(secret) => secret.clone(),
            None => kept_secret(&self.data_dir.join("inbound-secret"))
                .map_err(|e| Error::caused("keeping the secret of inbound mail", e))?,
        };
        Ok(Inbound::at(domain, secret.into_bytes()))
    }

    fn carriers(&self, db: &Db, clock: &Clock) -> Result<Carriers> {
        let secret = match &self.webhook_secret {
            Some(secret) if secret.len() < SHORTEST_SECRET => {
                return Err(Error::bug("QUITTANCE_WEBHOOK_SECRET: use at least 32 characters"));
            }
            Some(secret) => secret.clone(),
            None => kept_secret(&self.data_dir.join("webhook-secret"))
                .map_err(|e| Error::caused("keeping the secret of webhooks", e))?,
        };
        let webhook = Webhook::new(Web::guarded(), clock.clone(), secret.into_bytes());
        let point = match (&self.peppol_url, &self.peppol_key) {
            (Some(url), Some(key)) => {
                Some(Point { url: url.trim_end_matches('/').to_owned(), key: key.clone() })
            }
            (None, None) => None,
            _ => return Err(Error::bug("set QUITTANCE_PEPPOL_URL and QUITTANCE_PEPPOL_KEY both")),
        };
        let peppol = Peppol::new(Web::open(), point);
        Ok(Carriers::new(db.clone(), clock.clone(), &self.data_dir, webhook, peppol))
    }

    fn files(&self) -> Result<Files> {
        let files = match &self.files {
            Some(url) => Files::bucket(url)?,
            None => Files::folder(self.data_dir.join("files")),
        };
        Ok(files.scanned_by(self.clamd.clone()))
    }

    /// Only a demonstration has the sandbox: nobody shall pay a real invoice with made-up money.
    fn providers(&self, db: &Db, clock: &Clock) -> Result<Providers> {
        if !self.demo {
            return Ok(Providers::default());
        }
        let secret = match &self.sandbox_secret {
            Some(secret) => secret.clone().into_bytes(),
            None => kept_secret(&self.data_dir.join("sandbox-secret"))
                .map_err(|e| Error::caused("keeping the sandbox's secret", e))?
                .into_bytes(),
        };
        Ok(Providers::with_sandbox(Sandbox::new(db.clone(), clock.clone(), secret)))
    }
}

/// For what we ask of others: they get ten seconds, and send us nowhere else.
fn http_client() -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|e| Error::caused("preparing for HTTP", e))
}

/// A secret in a file that only its owner reads; made at random when it is missing.
fn kept_secret(path: &Path) -> io::Result<String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            let secret = hex::encode(rand::random::<[u8; 32]>());
            file.write_all(secret.as_bytes())?;
            Ok(secret)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::read_to_string(path),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound_and_explains_every_setting() {
        Cli::command().debug_assert();
        for setting in Cli::command().get_arguments() {
            assert!(setting.get_help().is_some(), "{} is not explained", setting.get_id());
        }
    }

    #[test]
    fn the_public_address_has_no_slash_at_its_end() {
        let cli = Cli::parse_from(["quittance", "--public-url", "https://pay.nordhaven.example/"]);
        assert_eq!(cli.settings.public_url(), "https://pay.nordhaven.example");
    }

    #[test]
    fn mail_comes_in_at_a_domain_or_not_at_all() {
        let open = |arguments: &[&str]| {
            let cli = Cli::parse_from(["quittance"].iter().chain(arguments));
            cli.settings.inbound().map(|inbound| inbound.is_open())
        };
        let secret = "0123456789abcdef0123456789abcdef";
        assert!(!open(&[]).unwrap());
        let domain = ["--inbound-domain", "reply.example"];
        assert!(open(&[&domain[..], &["--inbound-secret", secret]].concat()).unwrap());
        assert!(open(&[&domain[..], &["--inbound-secret", "short"]].concat()).is_err());
        let odd = ["--inbound-domain", "a@b", "--inbound-secret", secret];
        assert!(open(&odd).is_err());
    }

    #[test]
    fn a_secret_is_made_once_and_kept_to_its_owner() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("quittance-{}", uuid::Uuid::new_v4()));
        let path = folder.join("secret");
        let secret = kept_secret(&path).unwrap();
        assert_eq!(secret.len(), 64);
        assert_eq!(kept_secret(&path).unwrap(), secret);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_dir_all(folder).unwrap();
    }
}
