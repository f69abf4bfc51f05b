use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

use crate::error::Failure;

/// Makes sure that nothing listens on `port`, before anything long begins.
pub(crate) fn require_free(port: u16) -> Result<(), Failure> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::broken(format!(
            "127.0.0.1:{port} cannot be used ({error}); end what listens there, or choose another with `--port N`"
        ))),
    }
}

/// The status that `GET path` answers on 127.0.0.1:`port`, or `None` while nothing answers.
pub(crate) fn status(port: u16, path: &str) -> Option<u16> {
    let mut stream = TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, port).into(), Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").ok()?;
    let mut head = Vec::new();
    stream.take(1024).read_to_end(&mut head).ok()?;
    parse_status(&head)
}

fn parse_status(head: &[u8]) -> Option<u16> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    words.next().filter(|protocol| protocol.starts_with("HTTP/1."))?;
    words.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_the_second_word() {
        assert_eq!(parse_status(b"HTTP/1.1 200 OK\r\nServer: x\r\n"), Some(200));
        assert_eq!(parse_status(b"HTTP/1.0 503 Service Unavailable\r\n"), Some(503));
        assert_eq!(parse_status(b"SSH-2.0 200\r\n"), None);
        assert_eq!(parse_status(b""), None);
    }

    #[test]
    fn a_port_in_use_is_named() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let text = require_free(port).unwrap_err().text().unwrap();
        assert!(text.contains(&format!("127.0.0.1:{port}")) && text.contains("--port"), "{text}");
        drop(listener);
        require_free(port).unwrap();
    }
}
