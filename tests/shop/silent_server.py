"""A server on this machine that takes connections and never answers, or answers drop by drop."""

import socket
import threading
import time


class SilentServer:
    """Counts who came (`connections`). With `drip` it sends a header's letters, one each 50 ms, for good."""

    def __init__(self, *, drip=False):
        self.drip, self.connections, self.is_over = drip, 0, False
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.held = []

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.is_over = True
        for held in [self.socket, *self.held]:
            held.close()

    def accept(self):
        while not self.is_over:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            self.held.append(connection)
            if self.drip:
                threading.Thread(target=self.drop, args=[connection], daemon=True).start()

    def drop(self, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Drop: ")
        while not self.is_over:
            try:
                connection.sendall(b"a")
            except OSError:
                return
            time.sleep(0.05)
