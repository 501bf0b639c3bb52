"""A small SMTP server for tests: takes mail, refuses it, or hangs up at a moment one chooses."""

import socketserver
import threading

END = b"\r\n.\r\n"


class Handler(socketserver.StreamRequestHandler):
    """One conversation. `server.hang_up_at` names the moment at which the line breaks."""

    def handle(self):
        self.say(220, "test")
        for line in self.rfile:
            word = line.split()[0].upper().decode() if line.strip() else ""
            if word == self.server.hang_up_at:
                return
            if word == "DATA":
                self.say(354, "go on")
                if not self.take():
                    return
            elif word == "QUIT":
                self.say(221, "bye")
                return
            elif word == "RCPT" and self.server.refuses:
                self.say(550, "no such user")
            else:
                self.say(250, "fine")

    def take(self):
        text = b""
        while not text.endswith(END):
            text += self.rfile.readline()
        if self.server.hang_up_at == "TEXT":
            return False
        self.server.taken.append(text.decode())
        if self.server.hang_up_at == "ANSWER":
            return False
        self.say(250, "taken")
        return True

    def say(self, code, words):
        self.wfile.write(f"{code} {words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """Listens on any free port of this machine; `taken` are the mails it has."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.hang_up_at, self.refuses = [], "", False
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self.thread.join(5)
        self.server_close()
