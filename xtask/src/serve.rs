//! The page on this machine's own address: one file, and nothing else.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

use anyhow::{Context, Result, anyhow};

use crate::page::Built;
use crate::say;

/// The port when none is named.
pub const DEFAULT_PORT: u16 = 8080;

/// More than any browser sends before the body.
const LONGEST_REQUEST: u64 = 64 * 1024;
/// Browsers open connections ahead of need and may never use them.
const PATIENCE: Duration = Duration::from_secs(30);

/// Takes the port, on the loopback address only.
///
/// # Errors
/// The port is in use or not allowed; the message says what to do.
pub fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "port {port} is in use by another program; choose one with `cargo xtask serve --port N`"
        ),
        ErrorKind::PermissionDenied => anyhow!(
            "port {port} may not be used by this user; choose one above 1023 with `cargo xtask serve --port N`"
        ),
        _ => anyhow!("cannot listen on port {port}: {error}"),
    })
}

/// Prints both addresses and answers until it is stopped.
pub fn serve(listener: &TcpListener, built: &Built, open: bool) -> Result<()> {
    let address = format!("http://{}", listener.local_addr()?);
    say(&format!(
        "\nReroute is ready ({} KB, SHA-256 {}):\n\n  {address}\n  {}\n\nStop with Ctrl+C.\n",
        built.bytes.div_ceil(1000),
        built.sha256,
        file_address(&built.file)
    ))?;
    if open {
        open_in_browser(&address);
    }
    for stream in listener.incoming() {
        let file = built.file.clone();
        // A thread each: a connection kept open must not keep the next one out.
        thread::spawn(move || {
            // A browser that went away is no fault.
            let _ = stream.and_then(|stream| answer(stream, &file));
        });
    }
    Ok(())
}

fn answer(mut stream: TcpStream, file: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new((&stream).take(LONGEST_REQUEST)).lines();
    let Some(first) = lines.next().transpose()? else {
        return Ok(());
    };
    // The rest of the head is read so that closing does not reset the connection.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ');
    let method = words.next().unwrap_or_default();
    let path = words.next().unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let (status, content_type, body) = match (method, path) {
        ("GET" | "HEAD", "/" | "/reroute.html") => {
            // The file itself says how it is encoded.
            ("200 OK", "text/html", fs::read(file)?)
        }
        ("GET" | "HEAD", _) => ("404 Not Found", PLAIN, b"Only / is here.\n".to_vec()),
        _ => (
            "405 Method Not Allowed",
            PLAIN,
            b"Only GET is answered.\n".to_vec(),
        ),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

const PLAIN: &str = "text/plain; charset=utf-8";

/// The file's own address, as a browser's address bar takes it.
fn file_address(file: &Path) -> String {
    let path = file.to_string_lossy().replace('\\', "/");
    let path = path.trim_start_matches('/');
    let mut address = String::from("file:///");
    for byte in path.bytes() {
        match byte {
            b'/' | b':' | b'-' | b'.' | b'_' | b'~' => address.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

fn open_in_browser(address: &str) {
    let mut command = if cfg!(target_os = "windows") {
        let mut command = Command::new("explorer");
        command.arg(address);
        command
    } else if cfg!(target_os = "macos") {
        let mut command = Command::new("open");
        command.arg(address);
        command
    } else {
        let mut command = Command::new("xdg-open");
        command.arg(address);
        command
    };
    let started = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot open a browser");
    if let Err(error) = started {
        eprintln!("{error:#}; open the address yourself");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(request: &str) -> String {
        let folder = std::env::temp_dir().join(format!("reroute-serve-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder can be made");
        let file = folder.join("reroute.html");
        fs::write(&file, "<p>page</p>").expect("a file can be written");
        let listener = listen(0).expect("some port is free");
        let mut client = TcpStream::connect(listener.local_addr().expect("it has an address"))
            .expect("it listens");
        client.write_all(request.as_bytes()).expect("it reads");
        let (stream, _) = listener.accept().expect("the client is there");
        answer(stream, &file).expect("it answers");
        let mut text = String::new();
        client.read_to_string(&mut text).expect("it closes");
        text
    }

    #[test]
    fn the_page_is_html_and_everything_else_is_not_found() {
        let page = ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assert!(
            page.starts_with(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 11\r\n"
            ),
            "{page}"
        );
        assert!(page.ends_with("\r\n\r\n<p>page</p>"), "{page}");
        assert!(ask("GET /?a=b HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 200 "));
        for path in ["/favicon.ico", "/../Cargo.toml", "/index.html", ""] {
            let text = ask(&format!("GET {path} HTTP/1.1\r\n\r\n"));
            assert!(text.starts_with("HTTP/1.1 404 "), "{path}: {text}");
        }
        assert!(ask("POST / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405 "));
        let head = ask("HEAD / HTTP/1.1\r\n\r\n");
        assert!(
            head.contains("Content-Length: 11") && head.ends_with("\r\n\r\n"),
            "{head}"
        );
    }

    #[test]
    fn a_port_in_use_is_said_with_the_remedy() {
        let taken = listen(0).expect("some port is free");
        let port = taken.local_addr().expect("it has an address").port();
        let error = listen(port).expect_err("it is taken").to_string();
        assert!(error.contains(&format!("port {port} is in use")) && error.contains("--port"));
    }

    #[test]
    fn a_file_address_escapes_what_an_address_cannot_hold() {
        assert_eq!(
            file_address(Path::new("/home/a b/ü#?%/reroute.html")),
            "file:///home/a%20b/%C3%BC%23%3F%25/reroute.html"
        );
        assert_eq!(
            file_address(Path::new("C:\\dist\\reroute.html")),
            "file:///C:/dist/reroute.html"
        );
    }
}
