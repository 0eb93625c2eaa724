"""Keeps opening connections to an echo service and keeps some open, and says how each fared: traffic.py SECONDS KEPT ADDRESS...

A line per event, "KIND FAMILY START END SEEN REASON", times in seconds of this machine's clock. KIND is "new": a connection was
opened, asked and closed; or "kept": one that stays open asked again. SEEN is the caller's address as the service saw it last, "-" if
it never did; REASON is empty if all went well. Per address, connections are kept open until KEPT different ones are seen, so that each WAN in use carries one.
Load is bounded: four new connections a second and address, each for at most 3 s.
"""
import selectors
import socket
import struct
import sys
import time

EVERY, PATIENCE, ASK, KEPT_PATIENCE, TRIES = 0.25, 3, 1, 10, 1000
selector = selectors.DefaultSelector()


class Connection:
    def __init__(self, address, kind):
        self.address, self.kind = address, kind
        self.family = 6 if ":" in address else 4
        self.seen, self.closed = None, False
        self.socket = socket.socket(socket.AF_INET6 if self.family == 6 else socket.AF_INET, socket.SOCK_STREAM)
        self.socket.setblocking(False)
        self.begin()
        try:
            self.socket.connect((address, 443))
        except BlockingIOError:
            pass
        except OSError as error:
            self.fail(error.strerror)
            return
        selector.register(self.socket, selectors.EVENT_WRITE, self)

    def begin(self):
        self.started, self.waiting = time.time(), True

    def tell(self, seen, reason=""):
        print(self.kind, self.family, f"{self.started:.3f}", f"{time.time():.3f}", seen, reason, flush=True)

    def fail(self, reason):
        self.tell(self.seen or "-", reason)

        # With a reset (SO_LINGER of no seconds): a connection that ends without a word is remembered by routers for minutes, and the next
        # one with its ports would be taken for it, and go where it went.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self):
        if not self.closed:
            self.closed = True
            try:
                selector.unregister(self.socket)
            except KeyError:
                pass
            self.socket.close()

    def ready(self, events):
        try:
            if events & selectors.EVENT_WRITE:
                problem = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if problem:
                    raise OSError(problem, "no connection")
                self.socket.send(b"who\n")
                selector.modify(self.socket, selectors.EVENT_READ, self)
                return
            line = self.socket.recv(2048).decode()
        except OSError as error:
            self.fail(error.strerror)
            return
        if not line:
            self.fail("closed by the other side")
            return
        self.seen, self.waiting = line.split()[0], False
        self.tell(self.seen)
        if self.kind == "new":
            self.close()

    def again(self, now):
        if not self.waiting and now - self.started >= ASK:
            self.begin()
            try:
                self.socket.send(b"who\n")
            except OSError as error:
                self.fail(error.strerror)


end = time.time() + min(float(sys.argv[1]), 1800)
wanted, addresses = int(sys.argv[2]), sys.argv[3:]
kept = {address: [] for address in addresses}
tries = dict.fromkeys(addresses, 0)
fresh, due = [], time.time()
while (now := time.time()) < end:
    tick = now >= due
    if tick:
        due = max(due + EVERY, now)
        fresh += [Connection(address, "new") for address in addresses]
    for address, connections in kept.items():
        seen = [connection.seen for connection in connections]
        for connection in [c for i, c in enumerate(connections) if c.closed or c.seen and c.seen in seen[:i]]:
            connection.close()
            connections.remove(connection)
        if tick and all(connection.seen for connection in connections) and len(connections) < wanted and tries[address] < TRIES:
            tries[address] += 1
            connections.append(Connection(address, "kept"))
    for connection in fresh + sum(kept.values(), []):
        limit = PATIENCE if connection.kind == "new" else KEPT_PATIENCE
        if not connection.closed and connection.waiting and now - connection.started > limit:
            connection.fail("no answer")
        elif not connection.closed and connection.kind == "kept":
            connection.again(now)
    fresh = [connection for connection in fresh if not connection.closed]
    for key, events in selector.select(0.02):
        key.data.ready(events)
