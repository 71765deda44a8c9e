//! Where a database is and as whom to come.

use secrecy::{ExposeSecret as _, SecretString};

/// One database, one user.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Host name, or the absolute path of a socket folder.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Database.
    pub dbname: String,
    /// Role.
    pub user: String,
    /// Password.
    pub password: SecretString,
}

impl Endpoint {
    /// The same server for another role.
    #[must_use]
    pub fn as_user(&self, user: &str, password: SecretString) -> Self {
        Self { user: user.to_owned(), password, ..self.clone() }
    }

    /// The same server and role, another database.
    #[must_use]
    pub fn in_database(&self, dbname: &str) -> Self {
        Self { dbname: dbname.to_owned(), ..self.clone() }
    }

    /// What it is, for messages to people; without the password.
    #[must_use]
    pub fn describe(&self) -> String {
        format!(
            "the database {:?} at {} port {} as {} (is PostgreSQL running there, and are database, user and password right?)",
            self.dbname, self.host, self.port, self.user
        )
    }

    /// For the driver.
    #[must_use]
    pub fn to_config(&self) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config
            .host(&self.host)
            .port(self.port)
            .dbname(&self.dbname)
            .user(&self.user)
            .password(self.password.expose_secret())
            .application_name("nocturne")
            .connect_timeout(std::time::Duration::from_secs(5))
            .keepalives_idle(std::time::Duration::from_secs(30))
            .tcp_user_timeout(std::time::Duration::from_secs(30));
        config
    }

    /// A `postgres://` URL over TCP with the password in it: for files that only their owner reads.
    #[must_use]
    pub fn to_url(&self, host: &str) -> String {
        let password = self.password.expose_secret();
        format!("postgres://{}:{password}@{host}:{}/{}", self.user, self.port, self.dbname)
    }
}
