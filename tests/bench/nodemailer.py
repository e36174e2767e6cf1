"""nodemailer-mail-tracking 0.7.0 as its papers show it, with one row per open."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.bench.peer import Peer, done, written
from tests.bench.program import running
from tests.bench.target import Target
from tests.bench.tool import tool
from tests.house.company import free_port
from tests.house.postgres import Server

PACKAGES = ("nodemailer-mail-tracking@0.7.0", "express@5", "pg@8", "jsonwebtoken")
POOL = 20
SERVER = """
const express = require("express");
const jwt = require("jsonwebtoken");
const { Pool } = require("pg");
const { expressApp } = require("nodemailer-mail-tracking");

const jwtSecret = "only for one run";
const [, , port, database, tokens] = process.argv;
if (tokens) {
  // what the package itself puts into a mail
  for (let number = 0; number < Number(tokens); number++) {
    const data = { recipient: `dave${number}@customer.example` };
    const text = jwt.sign(data, jwtSecret, { expiresIn: "1y" });
    console.log(`/mail-track/blank-image/${text}`);
  }
} else {
  const pool = new Pool({ connectionString: database, max: {pool} });
  const app = express();
  app.use("/mail-track", expressApp({
    baseUrl: `http://127.0.0.1:${port}/mail-track`,
    jwtSecret,
    getData: (data) => data,
    onBlankImageView: async (data) => {
      await pool.query(
        "INSERT INTO opens (recipient, at) VALUES ($1, now())", [data.recipient]);
    },
    onLinkClick: () => {},
  }));
  app.listen(Number(port), "127.0.0.1");
}
"""
TABLE = "CREATE TABLE opens (id bigserial PRIMARY KEY, recipient text, at timestamptz)"


@contextmanager
def nodemailer(directory: Path, server: Server, tokens: int) -> Iterator[Peer]:
    """Install it into a directory of its own and serve it over a database."""
    node, npm = tool("node"), tool("npm")
    program = written(directory / "server.js", SERVER.replace("{pool}", str(POOL)))
    written(directory / "package.json", '{"private": true}')
    done([npm, "install", "--no-audit", "--no-fund", *PACKAGES], directory=directory)
    paths = done([node, str(program), "0", "", str(tokens)]).split()
    with free_port() as (_, port):
        pass
    with server.database() as database:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(TABLE)
        command = [node, str(program), str(port), database]
        environ = {"NODE_ENV": "production"}
        with running(command, port, environ=environ) as pid:
            yield Peer(
                Target("nodemailer-mail-tracking 0.7.0", port, pid),
                f"express 5, JWT, an awaited INSERT into PostgreSQL, pool of {POOL}",
                paths,
                lambda: _count(database),
            )


def _count(database: str) -> int:
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM opens").fetchone()
    return int(row[0]) if row else 0
